/** As long as the editor waits at most for extensions that want a say in it, in milliseconds. */
const LONGEST = 60_000;

/**
 * Files that are getting another name, by both names. Until they have it either name alone looks like a file that went or
 * came, and the editor says that it is done when it has closed the one and opened the other.
 */
export class Renamings {
  private readonly begun = new Map<string, number>();

  constructor(private readonly now: () => Date) {}

  begin(from: string, to: string): void {
    const at = this.now().getTime();
    this.begun.set(from, at).set(to, at);
  }

  end(from: string, to: string): void {
    this.begun.delete(from);
    this.begun.delete(to);
  }

  /** One that never ends was given up, of which nobody tells. */
  has(path: string): boolean {
    const at = this.begun.get(path);
    return at !== undefined && this.now().getTime() - at <= LONGEST;
  }
}
