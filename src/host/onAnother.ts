import type { Disposable, Event } from 'vscode';

/**
 * Tells of a value when it is another one than before. Its owner may tell of other things as well, such as how far the work is: to
 * draw anew with each of those would keep the editor busy.
 */
export function onAnother<T>(
  changed: Event<void>,
  read: () => T,
  tell: (value: T, before: T) => void,
): Disposable {
  let known = read();
  return changed(() => {
    const before = known;
    known = read();
    if (known !== before) tell(known, before);
  });
}
