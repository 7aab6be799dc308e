/** Names of files that hold keys and passwords, compared in lower case. */
const NAMES =
  /^(?:\.env(?:\..+|rc)?|.+\.env|\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|\.netrc|_netrc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|credentials(?:\.(?:json|ya?ml|toml|csv|db))?|secrets?\.(?:json|ya?ml|toml|ini|properties)|service[-_]?account[^/]*\.json|client_secret[^/]*\.json|kubeconfig|(?:ssh_host_|id_)(?:rsa|dsa|ecdsa|ed25519)[^/]*|[^/]+\.(?:pem|key|p8|p12|pfx|jks|keystore|kdbx?|ppk|asc|gpg|pgp|tfstate|tfvars|ovpn|mobileprovision)(?:\.backup)?)$/;

/** Folders that hold nothing else. */
const FOLDERS = /^(?:\.ssh|\.aws|\.gnupg|\.kube|\.azure|\.gcloud|\.docker|secrets)$/;

/**
 * Whether a file is there to hold secrets, by its name alone: `.env` files, keys, credentials. Such a file is never recorded,
 * tracked or not.
 *
 * @param path `/`-separated
 */
export function isSecretFile(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  return NAMES.test(name) || parts.some(folder => FOLDERS.test(folder));
}
