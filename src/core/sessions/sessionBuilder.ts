import { parsePatch } from '../patch/parsePatch';
import { taskFromText } from '../task/task';
import type { Task } from '../task/task';
import { boundArguments, boundOutput, boundText, MAX_STEPS } from '../trajectory/bounds';
import { EMPTY_STEP } from '../trajectory/emptyTrajectory';
import { exitCodeIn, readCall, shellLine } from '../trajectory/toolCall';
import type { FinalPatch, Step, StepKind, Trajectory } from '../trajectory/trajectory';
import { TrajectoryProblems } from '../trajectory/trajectoryProblems';
import { editsOfCall } from './editsOfCall';
import type { FileEdit } from './fileEdit';
import type { LooseObject } from './looseJson';
import { promptText } from './promptText';
import type { KnownBeside, ConvertedSession } from './sessionFormat';
import { WorkingFiles } from './workingFiles';
import { isAbsolute } from './workspacePath';
import { andMore } from '../text/andMore';

/** A tool call of a session. */
interface SessionCall {
  readonly id: string;
  readonly name: string;
  readonly args: LooseObject;
  readonly timestamp?: string | null;
  /** What it changes; made out from the arguments when it is not given. */
  readonly edits?: readonly FileEdit[];
  /** Kind of the step, when the session says more than name and arguments do. */
  readonly kind?: StepKind;
}

/** What came back from a tool call. */
export interface SessionResult {
  readonly output: string;
  readonly exitCode?: number | null;
  /** The tool did not do what it was asked to. */
  readonly failed?: boolean;
  /** What it changed, when the result says so more exactly than the call did. */
  readonly edits?: readonly FileEdit[];
}

/** Something that changed or showed files, or may have. */
interface OpenCall {
  /** '' for what is no tool call. */
  readonly id: string;
  /** Whose call it is, see `SessionBuilder.speaker`. */
  readonly speaker: string | null;
  /** Of its step; -1 for none, also where there was no room for one. */
  readonly index: number;
  edits: readonly FileEdit[];
  state: 'asked' | 'failed' | 'done';
}

/** Longest path that is named. */
const MAX_PATH = 200;

/**
 * Puts a trajectory together from what a converter reads: talk, tool calls, results. Talk and thought that precede a call
 * become part of its step; a call's result finds its step by id. Edits are followed in `WorkingFiles` once their result
 * is there; an edit that failed changes nothing.
 */
export class SessionBuilder {
  readonly problems = new TrajectoryProblems();
  sessionId: string | null = null;
  version: string | null = null;
  model: string | null = null;
  workspace: string | null = null;
  baseCommit: string | null = null;
  notes: string | null = null;
  task: Task | null = null;
  /** The patch that the session itself holds as its result. */
  submission: string | null = null;
  /** Whose the next entries are: null for the agent of the session, else a name for its sub-agent. */
  speaker: string | null = null;

  private readonly agent: string;
  private readonly steps: Step[] = [];
  /** A step was left out, because there was no room for it. */
  private full = false;
  private lastSpeaker: string | null = null;
  private readonly calls: OpenCall[] = [];
  /** Files whose text before an edit is kept once: the edits after it make the rest. */
  private readonly begun = new Set<string>();
  /** Whether an edit named a file from the root. */
  private absolute = false;
  private readonly byId = new Map<string, OpenCall>();
  private readonly files = new WorkingFiles(() => this.workspace);

  /** @param agent for people, e.g. "Claude Code" */
  constructor(agent: string) {
    this.agent = agent;
  }

  get stepCount(): number {
    return this.steps.length;
  }

  /**
   * A prompt of the user, without what the agent's program added to it; one that is nothing else is no step. Nor is what a
   * sub-agent is asked: it stands in the call that started the sub-agent.
   */
  prompt(text: string, timestamp: string | null = null): void {
    if (this.speaker !== null) return;
    const written = promptText(text);
    if (written === '') return;
    this.task ??= taskFromText(boundText(written), 'first prompt');
    this.add({ ...EMPTY_STEP, source: 'user', kind: 'message', message: boundText(written), timestamp });
  }

  /** What a model said. */
  say(text: string, timestamp: string | null = null): void {
    if (text.trim() === '') return;
    const last = this.thought();
    if (last?.message === '') this.replaceLast({ ...last, kind: 'message', message: boundText(text) });
    else this.add({ ...EMPTY_STEP, source: 'agent', kind: 'message', message: boundText(text), timestamp });
  }

  /** What a model thought aside. */
  think(text: string, timestamp: string | null): void {
    if (text.trim() === '') return;
    this.add({ ...EMPTY_STEP, source: 'agent', kind: 'think', reasoning: boundText(text), timestamp });
  }

  /** Something the agent's program or the environment said. */
  note(text: string, timestamp: string | null = null): void {
    if (text.trim() === '') return;
    this.add({ ...EMPTY_STEP, source: 'system', kind: 'other', message: boundText(text), timestamp });
  }

  call({ id, name, args, timestamp = null, edits, kind }: SessionCall): void {
    if (this.isOfAnother(id)) return;
    const bounded = boundArguments(args);
    const reading = readCall(name, bounded);
    const stepKind = kind ?? reading.kind;
    const step = {
      ...EMPTY_STEP,
      source: 'agent' as const,
      kind: stepKind,
      timestamp,
      call: { id: boundText(id, 200), name: boundText(name, 200), arguments: bounded },
      command: reading.command,
    };
    // What was said or thought just before belongs to what is done about it.
    const last = this.thought();
    if (last) {
      const { message, reasoning, timestamp: before } = last;
      this.replaceLast({ ...step, message, reasoning, timestamp: timestamp ?? before });
    } else this.add(step);
    const changing = stepKind === 'edit' || edits !== undefined;
    this.open(id, changing ? (edits ?? editsOfCall(args, shellOf(reading.command, args))) : []);
  }

  /** @returns false when no call has this id */
  result(id: string, { output, exitCode, failed = false, edits }: SessionResult): boolean {
    if (this.isOfAnother(id)) return true;
    const open = this.byId.get(id);
    if (open === undefined) return false;
    const said = exitCode === undefined ? exitCodeIn(output) : exitCode;
    if (edits !== undefined) open.edits = edits;
    const settles = open.state === 'asked';
    if (settles) open.state = failed ? 'failed' : 'done';
    const changes = settles && !failed && open.edits.length > 0;
    const patch = changes ? this.files.apply(open.edits) : null;
    if (changes) open.edits = open.edits.map(edit => this.lean(edit));
    const step = this.steps[open.index];
    if (step !== undefined)
      this.steps[open.index] = {
        ...step,
        exitCode: said !== null && Number.isSafeInteger(said) ? said : step.exitCode,
        output: output === '' && step.output !== null ? step.output : boundOutput(output),
        patch: changes ? patch : step.patch,
      };
    return true;
  }

  /** A result that must belong to a call: one that belongs to none is a problem. */
  answer(id: string, result: SessionResult, where: string): void {
    if (!this.result(id, result))
      this.problems.add('A result belongs to no tool call and was left out.', where);
  }

  /** A result without the id of its call answers the latest call. */
  resultOfLast(result: SessionResult): boolean {
    const open = this.calls.at(-1);
    return open?.state === 'asked' && this.result(open.id, result);
  }

  /** The session shows a file's whole text. */
  shown(path: string, text: string): void {
    const edits: readonly FileEdit[] = [{ kind: 'shown', path, text }];
    this.calls.push({ id: '', speaker: this.speaker, index: -1, edits, state: 'done' });
    this.files.apply(edits);
  }

  convert(beside?: KnownBeside): ConvertedSession {
    let settled = this.settled(beside);
    // A folder that the session does not name, and in which it edited nothing, is not the one it worked in.
    if (this.workspace === null && settled.files.paths.length === 0 && settled.files.elsewhere.length > 0)
      settled = this.settled({ bases: beside?.bases });
    const { workspace, steps, files } = settled;
    const problems = new TrajectoryProblems();
    problems.addAll(this.problems.all());
    if (steps.length === 0) problems.add('The session holds no step that could be read.');
    const patch = this.patch(files, problems);
    if (patch?.source === 'edits' && this.absolute && workspace === null)
      problems.add(
        'The session does not say in which folder it worked; paths in its patch begin at the root.',
      );
    if (files.elsewhere.length > 0) {
      const paths = andMore(files.elsewhere.map(path => boundText(path, MAX_PATH)));
      problems.add(`Edits outside the session's folder are not part of its patch: ${paths}.`);
    }
    const trajectory: Trajectory = {
      sessionId: this.sessionId,
      agent: { name: this.agent, version: this.version, model: this.model },
      origin: {
        kind: 'agent',
        name: this.agent,
        evidence: [
          {
            kind: 'sessionFile',
            detail: `a session of ${this.agent}${this.sessionId === null ? '' : `, ${boundText(this.sessionId, 200)}`}`,
          },
        ],
      },
      task: this.task,
      workspace,
      baseCommit:
        this.baseCommit !== null && /^[0-9a-f]{7,64}$/.test(this.baseCommit) ? this.baseCommit : null,
      steps,
      patch,
      notes: this.notes,
    };
    return { trajectory, problems: problems.all(), edited: files.paths };
  }

  /** Steps and files with the calls that have no result (yet), as if they had done what they were asked to. */
  private settled(known: KnownBeside | undefined) {
    const workspace = this.workspace ?? known?.workspace ?? null;
    const replays = (known?.bases?.size ?? 0) > 0 || workspace !== this.workspace;
    const files = replays ? new WorkingFiles(() => workspace, known?.bases) : this.files.copy();
    const steps = [...this.steps];
    for (const { index, edits, state } of this.calls) {
      if (edits.length === 0 || state === 'failed' || (state === 'done' && !replays)) continue;
      const patch = files.apply(edits);
      const step = steps[index];
      if (step) steps[index] = { ...step, patch };
    }
    return { workspace, steps, files };
  }

  private patch(files: WorkingFiles, problems: TrajectoryProblems): FinalPatch | null {
    const submission = this.submission ?? '';
    if (parsePatch(submission).files.length > 0)
      return { text: submission, source: 'submission', complete: true };
    if (submission.trim() !== '') problems.add('What the session submitted is not a diff.');
    const text = files.patch();
    return text === '' ? null : { text, source: 'edits', complete: files.complete };
  }

  /** An edit as it is kept for a replay. */
  private lean(edit: FileEdit): FileEdit {
    if ((edit.kind !== 'write' && edit.kind !== 'replace') || edit.before === undefined) return edit;
    if (this.begun.has(edit.path)) return { ...edit, before: undefined };
    this.begun.add(edit.path);
    return edit;
  }

  private open(id: string, edits: readonly FileEdit[]): void {
    this.absolute ||= edits.some(edit => 'path' in edit && isAbsolute(edit.path));
    const { speaker, steps, full } = this;
    const open: OpenCall = { id, speaker, index: full ? -1 : steps.length - 1, edits, state: 'asked' };
    this.calls.push(open);
    this.byId.set(id, open);
  }

  /** Whether a call is another speaker's: a sub-agent's file may begin with what was said before it, which is no second call. */
  private isOfAnother(id: string): boolean {
    const made = this.byId.get(id);
    return made !== undefined && made.speaker !== this.speaker;
  }

  /** The last step if it is talk or thought of this speaker that nothing was done about yet. */
  private thought(): Step | undefined {
    if (this.full) return undefined;
    const last = this.steps.at(-1);
    const isOwn = last?.source === 'agent' && this.lastSpeaker === this.speaker;
    return isOwn && last.call === null ? last : undefined;
  }

  private add(step: Omit<Step, 'id'>): void {
    if (this.steps.length < MAX_STEPS) this.steps.push({ ...step, id: this.steps.length + 1 });
    else if (!this.full) {
      this.full = true;
      const kept = `Only the first ${MAX_STEPS.toLocaleString('en')} steps are kept`;
      this.problems.add(`${kept}; what the later ones changed is part of the patch all the same.`);
    }
    this.lastSpeaker = this.speaker;
  }

  private replaceLast(step: Omit<Step, 'id'>): void {
    this.steps[this.steps.length - 1] = { ...step, id: this.steps.length };
  }
}

/** The command line behind a step of a shell tool: its command text is that line. */
function shellOf(command: string, args: LooseObject): string | null {
  const line = shellLine(boundArguments(args));
  return line !== null && command === boundText(line) ? line : null;
}
