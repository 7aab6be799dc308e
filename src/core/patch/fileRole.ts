export type FileRole = 'source' | 'test' | 'documentation' | 'configuration';

/** What a file is for, by its path alone. */
export function fileRole(path: string): FileRole {
  if (
    /(^|\/)(tests?|testing|__tests__|spec)(\/|$)|(^|\/)test_[^/]*$|[._-](test|spec)s?\.\w+$|Tests?\.java$|(^|\/)conftest\.py$/i.test(
      path,
    )
  )
    return 'test';
  if (/\.(md|rst|txt|adoc)$|(^|\/)(docs?|changelog|changes|news)(\/|$)/i.test(path)) return 'documentation';
  if (
    /\.(json|ya?ml|toml|ini|cfg|lock|xml|properties|gradle)$|(^|\/)(setup\.py|Makefile|Dockerfile|\.[^/]+)$/i.test(
      path,
    )
  )
    return 'configuration';
  return 'source';
}
