import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { installExtension, startEditor, type RunningEditor } from '../../scripts/editor.mjs';
import { browserPath } from './browser';

const ROOT = dirname(dirname(__dirname));
const SCREENSHOTS = join(ROOT, 'test', 'screenshots');

/** Another model than the shipped one. */
const MODEL = process.env['SWE_RM_MODEL'];

const VIEWPORT = { width: 1280, height: 900 } as const;

export const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type ThemeName = keyof typeof THEMES;

export interface WorkbenchOptions {
  readonly folder: string;
  /** The `.code-workspace` file to open instead of the folder. */
  readonly open?: string | undefined;
  /** Of the machine where extensions run. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the window, beside those that every test has. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  readonly theme?: ThemeName;
  /** Extensions of test/host/extensions to load beside ours; they may use proposed API that they ask for. */
  readonly extensions?: readonly string[];
}

/** What a theme is called in the list of themes, and the class of the workbench by which it is seen that it is on. */
const THEME_SIGNS: Readonly<Record<ThemeName, { readonly label: string; readonly shown: string }>> = {
  light: { label: 'Light Modern', shown: 'vs' },
  dark: { label: 'Dark Modern', shown: 'vs-dark' },
  'high-contrast': { label: 'Dark High Contrast', shown: 'hc-black' },
  'high-contrast-light': { label: 'Light High Contrast', shown: 'hc-light' },
};

/**
 * A real VS Code with the extension, shown in a real browser. Loads the packaged extension that `SWE_RM_VSIX`
 * names, else the built one of this checkout.
 */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly editor: RunningEditor,
    private readonly scratch: string,
    private readonly folder: string,
  ) {}

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const { folder, settings = {}, trust = true, theme = 'dark', extensions = [] } = options;
    const scratch = mkdtempSync(join(tmpdir(), 'swe-rm-editor-'));
    const userDataDir = join(scratch, 'user');
    const extensionsDir = join(scratch, 'extensions');
    const userSettings = {
      'workbench.colorTheme': THEMES[theme],
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
      'editor.minimap.enabled': false,
      'workbench.editor.enablePreview': false,
      'git.openRepositoryInParentFolders': 'never',
      'window.autoDetectColorScheme': false,
      ...options.userSettings,
    };
    writeSettings(join(userDataDir, 'User'), userSettings);
    // Where the window and its extensions are on two machines, settings of scope "machine" come from the second.
    writeSettings(join(userDataDir, 'Machine'), {
      ...(MODEL === undefined ? {} : { 'sweRm.model.folder': MODEL }),
      ...settings,
    });
    const vsix = process.env['SWE_RM_VSIX'];
    if (vsix !== undefined) await installExtension({ vsix, userDataDir, extensionsDir });
    for (const name of extensions)
      cpSync(join(__dirname, 'extensions', name), join(extensionsDir, name), { recursive: true });
    const development = vsix === undefined ? { extension: ROOT, proposedApi: extensions.length > 0 } : {};
    const temporary = join(scratch, 'temporary');
    mkdirSync(temporary);
    const editor = await startEditor({
      userDataDir,
      extensionsDir,
      folder: options.open ?? folder,
      trust,
      // An editor that is ended leaves its sockets behind.
      env: { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary },
      ...development,
    });
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
    const context = await browser.newContext({ viewport: VIEWPORT });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const workbench = new Workbench(page, browser, editor, scratch, folder);
    try {
      await workbench.load(options);
      return workbench;
    } catch (error) {
      await workbench.screenshot('failed to open').catch(() => undefined);
      await workbench.close();
      throw error;
    }
  }

  /** Process id of the server; the extension host and the scorer are its descendants. */
  get serverPid(): number {
    return this.editor.pid;
  }

  /** Where the editor keeps settings and the storage of extensions. */
  get userDataDir(): string {
    return join(this.scratch, 'user');
  }

  get statusItem(): Locator {
    return this.page.locator('.statusbar-item[id="swe-rm.swe-rm.sweRm.score"]');
  }

  async runCommand(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press('F1');
      try {
        await input.fill(`>${title}`, { timeout: 5_000 });
        // The row that Enter takes.
        await this.page
          .locator('.quick-input-list .monaco-list-row.focused', { hasText: title })
          .waitFor({ timeout: 5_000 });
        break;
      } catch (error) {
        // A view that takes the focus late, from the command before, closes the list again.
        if (tries === 4) throw error;
      }
    }
    await this.page.keyboard.press('Enter');
  }

  /** Our commands that the palette lists for some words, in alphabetical order. */
  async commandsNamed(words: string): Promise<readonly string[]> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
    await input.fill(`>SWE-RM: ${words}`);
    const rows = this.quickPickRow('SWE-RM:').locator('.label-name >> visible=true');
    await rows.first().waitFor();
    const titles = await rows.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles.sort();
  }

  /** Chooses a row of the open quick pick by typing, as a person without a mouse does. */
  async pick(label: string): Promise<void> {
    await this.quickPickRow(label).first().waitFor();
    await this.page.keyboard.type(label);
    await this.quickPickRow(label).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Loads the window again, as its command does: what is to be remembered is written down first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.statusItem.waitFor({ timeout: 60_000 });
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  quickPickRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label });
  }

  /** Opens a file by name and puts the cursor into its editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
    // In full: a diff of the same file that was open before would be offered first.
    await input.fill(join(this.folder, name));
    const file = name.split('/').pop() ?? name;
    // The row that Enter takes: until the list is filtered, that is what was open last.
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: file }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
    await this.page.locator('.editor-group-container.active .view-lines >> visible=true').first().waitFor();
  }

  /** Goes back to an open editor by the name on its tab. */
  async focusEditor(name: string): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    await this.page.locator('.editor-group-container.active .view-lines >> visible=true').first().click();
  }

  /** Puts the cursor at the end of a 1-based line. */
  async goToEndOfLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
    await input.fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('End');
  }

  /** Types a command into the integrated terminal, once its shell is there. */
  async runInTerminal(commandLine: string): Promise<void> {
    if ((await this.page.locator('.terminal-wrapper.active .xterm').count()) === 0) {
      await this.runCommand('Terminal: Create New Terminal');
      await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor();
      // The prompt: the shell, with its integration, listens.
      await this.page.waitForTimeout(2_000);
    }
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await this.page.keyboard.type(`${commandLine}\n`);
  }

  /** What the editor has told the user, also what has gone from the screen again. */
  async notifications(): Promise<string> {
    await this.runCommand('Notifications: Show Notifications');
    const center = this.page.locator('.notifications-center.visible');
    await center.locator('.monaco-list-row').first().waitFor();
    const text = await center.innerText();
    await this.runCommand('Notifications: Hide Notifications');
    return text;
  }

  /** Shows the side panel and waits for its content. */
  async openPanel(): Promise<Frame> {
    await this.runCommand('SWE-RM: Show Patch Confidence');
    return this.panel();
  }

  /** The frame of the side panel, once it has drawn a snapshot. */
  panel(): Promise<Frame> {
    return this.frameWith('#panel section');
  }

  /** The frame of the timeline, once it has drawn a snapshot; opens the view, which is closed until somebody wants it. */
  async timeline(): Promise<Frame> {
    const open = this.page.locator('.part.sidebar .pane-header.expanded', { hasText: 'Trajectory' });
    if (!(await open.isVisible())) await this.runCommand('SWE-RM: Focus on Trajectory View');
    return this.frameWith('#timeline > *');
  }

  private async frameWith(selector: string): Promise<Frame> {
    for (let waited = 0; waited < 30_000; waited += 200) {
      for (const frame of this.page.frames()) {
        const drawn = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (drawn > 0) return frame;
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error(`Nothing drew ${selector}.`);
  }

  /** What the decorations of the visible editor say, as drawn. */
  async badges(): Promise<readonly string[]> {
    // As text: the tests are compiled without the types of a browser.
    const contents = await this.page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('.monaco-editor .view-line span')].map(span => getComputedStyle(span, '::after').content)`,
    );
    return contents
      .filter(content => content.includes('%'))
      .map(content => content.replaceAll('"', '').replaceAll('\u00a0', ' ').trim());
  }

  async codeLenses(): Promise<readonly string[]> {
    const texts = await this.page.locator('.codelens-decoration a').allInnerTexts();
    return texts.map(text => text.replaceAll('\u00a0', ' ')).filter(text => text.includes('SWE-RM'));
  }

  /** How long the extension took to load and activate, by VS Code's own measure, in milliseconds. */
  async activationMs(): Promise<number> {
    await this.runCommand('Developer: Show Running Extensions');
    // The list draws only the rows in sight.
    await this.page.setViewportSize({ width: 1280, height: 2400 });
    const row = this.page.locator('.runtime-extensions-editor .monaco-list-row', {
      hasText: /swe-rm\.swe-rm|Patch Confidence/,
    });
    const text = await row.innerText();
    await this.page.setViewportSize(VIEWPORT);
    const [, milliseconds] = /Activation: (\d+)\s*ms/.exec(text.replaceAll('\u00a0', ' ')) ?? [];
    if (milliseconds === undefined) throw new Error(`No activation time in "${text}".`);
    return Number(milliseconds);
  }

  /** Drags the edge of the side bar until it has this width; the editor has a least one. */
  async resizeSideBar(width: number): Promise<void> {
    const bar = await this.page.locator('.part.sidebar').boundingBox();
    if (bar === null) throw new Error('There is no side bar.');
    const y = bar.y + bar.height / 2;
    await this.page.mouse.move(bar.x + bar.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(bar.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Changes the theme of the open window. */
  async useTheme(theme: ThemeName): Promise<void> {
    const { label, shown } = THEME_SIGNS[theme];
    const rows = this.page.locator('.quick-input-list .monaco-list-row', { hasText: label });
    const pick = async (timeout: number) => {
      // By its keys: the list of commands offers more than one of this name.
      await this.page.keyboard.press('Control+k');
      await this.page.keyboard.press('Control+t');
      await rows.first().waitFor({ timeout });
      const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
      await input.fill(label, { timeout });
      await rows.and(this.page.locator('.focused')).waitFor({ timeout });
    };
    // The list goes when something else takes the focus, such as an editor that has just been opened.
    await pick(5_000).catch(() => pick(20_000));
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.monaco-workbench.${shown}`).waitFor();
    // Colours fade over.
    await this.page.waitForTimeout(500);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.editor.stop();
    // What the editor writes while it ends may still come.
    rmSync(this.scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Shows the editor, until the extension is up. */
  private async load({ open, trust = true }: WorkbenchOptions): Promise<void> {
    await this.page.goto(this.editor.url, { timeout: 60_000 });
    await this.page.locator('.monaco-workbench').waitFor();
    if (!trust) await this.stayRestricted();
    await this.statusItem.waitFor({ timeout: 60_000 });
    if (open !== undefined) await this.haveFolders();
  }

  /**
   * A VS Code that is served may show a workspace without its folders: it begins with what it remembers of the workspace
   * file, which is nothing the first time, and what it reads at just that moment is lost. The second time it remembers.
   */
  private async haveFolders(): Promise<void> {
    const none = this.page.locator('.part.sidebar .pane-header', { hasText: 'No Folder Opened' });
    const folder = this.page.locator('.part.sidebar .explorer-folders-view .monaco-list-row');
    await none.or(folder).first().waitFor();
    if (await none.isVisible()) await this.reload();
  }

  /** Answers the question whether the authors are trusted with No, when it is asked. */
  private async stayRestricted(): Promise<void> {
    const no = this.page.locator('.monaco-dialog-box a.monaco-button, .monaco-dialog-box button', {
      hasText: "No, I don't",
    });
    await no.click({ timeout: 30_000 }).catch(() => undefined);
  }
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
}
