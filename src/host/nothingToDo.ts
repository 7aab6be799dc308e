/** What was asked for has nothing to work on yet, which is nobody's fault: one sentence that says what to do first. */
export class NothingToDo extends Error {}
