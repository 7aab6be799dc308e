import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export const sessionsFolder = path.resolve(import.meta.dirname, '../../../fixtures/sessions');

/** Every session under `fixtures/sessions`: files, and folders of events, relative to it. */
export function sessionFixtures(folder = ''): string[] {
  return readdirSync(path.join(sessionsFolder, folder))
    .sort()
    .flatMap(name => {
      const relative = path.join(folder, name);
      if (/\.golden\.txt$|README\.md$/.test(name)) return [];
      if (!statSync(path.join(sessionsFolder, relative)).isDirectory()) return [relative];
      return name === 'conversation' ? [relative] : sessionFixtures(relative);
    });
}
