import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

describeInEditor('alternatives for one task', () => {
  let workspace: WorkspaceFixture;
  let workbench: Workbench;
  let panel: Panel;

  beforeAll(async () => {
    workspace = cartWorkspace();
    workbench = await Workbench.open({ folder: workspace.folder });
    panel = new Panel(await workbench.openPanel());
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed ${task.name}`);
  });

  afterAll(async () => {
    await workbench?.close();
    workspace?.remove();
  });

  it('are ranked from branches against a base, equal changes as one', async () => {
    await panel.section('Alternatives').getByRole('button', { name: 'Compare Branches…' }).click();
    await workbench.quickPickRow('main').click();
    await workbench.quickPickRow('fix-both').waitFor();
    for (const row of await workbench.page.locator('.quick-input-list .monaco-list-row').all())
      await row.click();
    await workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();

    const groups = panel.section('Alternatives').locator('.candidate');
    await expect.poll(() => groups.count(), { timeout: 20_000 }).toBe(3);
    const ranks = await groups.locator('.rank').allInnerTexts();
    expect(ranks.map(Number)).toEqual([1, 2, 3]);
    const scores = await groups.locator('.percent').allInnerTexts();
    const numbers = scores.map(text => Number.parseInt(text, 10));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));

    const together = groups.filter({ hasText: 'same change as above' });
    expect(await together.count()).toBe(1);
    expect(await together.innerText()).toMatch(/fix-total/);
    await workbench.screenshot('alternatives-ranked');
  });

  it('say whether the first is ahead by more than the noise', async () => {
    const text = await panel.section('Alternatives').innerText();
    expect(text).toMatch(
      /(Clear|Too close to call)\. With a lead like this, the first was the better one in \d+\s%/,
    );
    expect(text).toMatch(/ahead of number 2/);
    expect(text).toMatch(/compared with other candidates/);
  });

  it('open as a diff of the base and the patched file', async () => {
    await panel.section('Alternatives').getByRole('button', { name: 'Open diff of fix-both' }).click();
    const diff = workbench.page.locator('.monaco-diff-editor');
    await diff.waitFor();
    await expect
      .poll(() => diff.locator('.modified .view-lines').innerText())
      .toMatch(/quantity:\sitem\.quantity\s\+\sknown/);
    await workbench.screenshot('alternative-diff');
  });

  it('take in the current change, which moves with the edits', async () => {
    await workbench.openFile('src/cart.ts');
    await workbench.goToEndOfLine(11);
    await workbench.page.keyboard.type(' // once');
    await panel.waitForScore();
    await panel.section('Alternatives').getByRole('button', { name: 'Add Current Change' }).click();
    const current = panel.section('Alternatives').locator('.candidate', { hasText: 'Current change' });
    await current.waitFor();

    // Typed to what two branches have, it joins their group.
    await workbench.openFile('src/cart.ts');
    await workbench.goToEndOfLine(11);
    for (let i = 0; i < ' // once'.length + 1; i++) await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.type(' * item.quantity;');
    await expect.poll(() => current.innerText(), { timeout: 30_000 }).toContain('fix-total');
  });

  it('can be removed one by one and all at once', async () => {
    const section = panel.section('Alternatives');
    await section.getByRole('button', { name: 'Remove fix-both' }).click();
    await expect.poll(() => section.getByText('fix-both').count()).toBe(0);
    await section.getByRole('button', { name: 'Remove All' }).click();
    await panel.waitForSentence('Alternatives', /Add two or more patches/);
  });
});
