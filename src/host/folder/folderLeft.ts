/** Why work was ended: its folder is looked at no longer. That is nobody's fault and told to nobody. */
export class FolderLeft extends Error {
  constructor() {
    super('Another folder was chosen.');
  }
}
