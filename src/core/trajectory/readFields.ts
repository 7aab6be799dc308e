import type * as z from 'zod';
import type { TrajectoryProblems } from './trajectoryProblems';

type Shape = Readonly<Record<string, z.ZodType>>;
export type Fields<S extends Shape> = { readonly [K in keyof S]?: z.output<S[K]> | undefined };

/**
 * Validates the fields of an object one by one, so that one bad field does not cost the others. A field that is missing or
 * null is undefined without a problem; one of the wrong type is undefined with one.
 *
 * @returns null when `value` is no object
 */
export function readFields<S extends Shape>(
  shape: S,
  value: unknown,
  where: string | null,
  problems: TrajectoryProblems,
): Fields<S> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const field: unknown = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
    if (field === undefined || field === null) continue;
    const result = schema.safeParse(field);
    if (result.success) fields[name] = result.data;
    else problems.add(`The field "${name}" is not what it should be and was left out.`, where);
  }
  return fields as Fields<S>;
}
