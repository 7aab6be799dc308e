import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace } from './workspaceFixture';

describeInEditor('alternatives for one task', () => {
  const session = new EditorSession(() => cartWorkspace());

  it('are ranked from branches against a base, equal changes as one', async () => {
    await session.panel.section('Alternatives').getByRole('button', { name: 'Compare Branches…' }).click();
    await session.workbench.quickPickRow('main').click();
    await session.workbench.page.getByText('Compare Branches (2 of 2)').waitFor();
    const branches = session.workbench.page.locator('.quick-input-list .monaco-list-row');
    await expect.poll(() => branches.count()).toBe(4);
    for (const branch of await branches.all()) await branch.click();
    await session.workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();

    const groups = session.panel.section('Alternatives').locator('.candidate');
    await expect.poll(() => groups.count(), { timeout: 20_000 }).toBe(3);
    const ranks = await groups.locator('.rank').allTextContents();
    expect(ranks).toEqual(['Rank 1', 'Rank 2', 'Rank 3']);
    const scores = await groups.locator('.percent').allInnerTexts();
    const numbers = scores.map(text => Number.parseInt(text, 10));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));

    const together = groups.filter({ hasText: 'same change as above' });
    expect(await together.count()).toBe(1);
    expect(await together.innerText()).toMatch(/fix-total/);
    await session.workbench.screenshot('alternatives-ranked');
  });

  it('say whether the first is ahead by more than the noise', async () => {
    const text = await session.panel.section('Alternatives').innerText();
    expect(text).toMatch(
      /(Clear|Too close to call)\. With a lead like this, the first was the better one in \d+\s%/,
    );
    expect(text).toMatch(/ahead of number 2/);
    expect(text).toMatch(/compared with other candidates/);
  });

  it('open as a diff of the base and the patched file', async () => {
    await session.workbench.openFile('src/cart.ts');
    await session.panel
      .section('Alternatives')
      .getByRole('button', { name: 'Open diff of fix-both' })
      .click();
    const diff = session.workbench.page.locator('.monaco-diff-editor');
    await diff.waitFor();
    await expect
      .poll(() => diff.locator('.modified .view-lines').innerText())
      .toMatch(/quantity:\sitem\.quantity\s\+\sknown/);
    await session.workbench.screenshot('alternative-diff');
  });

  it('take in the current change, which moves with the edits', async () => {
    await session.workbench.focusEditor('cart.ts');
    await session.workbench.goToEndOfLine(11);
    await session.workbench.page.keyboard.type(' 0;');
    await session.panel.waitForScore();
    await session.panel.section('Alternatives').getByRole('button', { name: 'Add Current Change' }).click();
    const current = session.panel
      .section('Alternatives')
      .locator('.candidate', { hasText: 'Current change' });
    await current.waitFor();

    // Typed to what two branches have, it joins their group.
    await session.workbench.focusEditor('cart.ts');
    await session.workbench.goToEndOfLine(11);
    for (let i = 0; i < ' 0;'.length + 1; i++) await session.workbench.page.keyboard.press('Backspace');
    await session.workbench.page.keyboard.type(' * item.quantity;');
    await expect.poll(() => current.innerText(), { timeout: 30_000 }).toContain('fix-total');
  });

  it('can be removed one by one and all at once', async () => {
    const section = session.panel.section('Alternatives');
    const names = () => section.locator('.member bdi').allInnerTexts();
    const focused = () =>
      session.panel.frame.evaluate<string | null>(`document.activeElement.getAttribute('aria-label')`);
    const before = await names();
    const [first, second] = before;
    // Whoever removes one goes on at its place, also once the others have been ranked anew.
    await section.getByRole('button', { name: `Remove ${first}`, exact: true }).focus();
    await session.workbench.page.keyboard.press('Enter');
    await expect.poll(names).toHaveLength(before.length - 1);
    await section.locator('.work').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(`Remove ${second}`);
    await session.workbench.page.keyboard.press('Enter');
    await expect.poll(names).toHaveLength(before.length - 2);
    await section.getByRole('button', { name: 'Remove All' }).click();
    await session.panel.waitForSentence('Alternatives', /Add two or more patches/);
  });
});
