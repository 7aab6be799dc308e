/** Blocks that programs put around or beside what the user wrote. */
const ADDED_BLOCKS = [
  'system-reminder', 'environment_details', 'environment_context', 'user_instructions', 'INSTRUCTIONS', 'local-command-caveat',
  'local-command-stdout', 'command-message', 'command-name', 'ide_opened_file', 'ide_selection', 'attachments', 'context',
  'reminderInstructions', 'reminder', 'editorContext', 'permissions instructions', 'open_and_recently_viewed_files', 'system_reminder',
  'user_info', 'rules', 'git_status', 'project_layout', 'manually_attached_skills', 'additional_data', 'slug', 'instructions', 'turn_aborted', 'uploaded_files',
]; // prettier-ignore
/** Marks around what the user wrote. */
const WRAPPERS = [
  'user_query',
  'task',
  'feedback',
  'user_message',
  'userRequest',
  'pr_description',
  'issue',
  'ISSUE',
];

/** What the user wrote, without what the agent's program added to it; '' when nothing is left. */
export function promptText(text: string): string {
  let rest = text;
  for (const tag of ADDED_BLOCKS) rest = withoutBlocks(rest, tag);
  for (const tag of WRAPPERS) {
    const start = rest.indexOf(`<${tag}>`);
    const end = start === -1 ? -1 : rest.indexOf(`</${tag}>`, start);
    if (end !== -1) rest = rest.slice(start + tag.length + 2, end);
  }
  return rest.trim().replace(/^Consider the following PR description:\s*/, '');
}

function withoutBlocks(text: string, tag: string): string {
  const [open, close] = [`<${tag}>`, `</${tag}>`];
  if (!text.includes(open)) return text;
  let result = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start);
    if (end === -1) return result + text.slice(at);
    result += text.slice(at, start);
    at = end + close.length;
  }
}
