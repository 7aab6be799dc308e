/**
 * Has the runtime collect and send nothing. Since its version 1.29 the official builds for Linux and macOS tell Microsoft of each
 * process and each model, keep an id of the machine and what is still to be sent in the home folder, and leave a file in the
 * temporary folder: nothing of that where this is set (ADR 33).
 *
 * The runtime reads it from the environment of the process when it is loaded, so it must be said before any thread does that.
 */
export function refuseTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
