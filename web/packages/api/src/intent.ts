// One key per thing a person wants to happen, so that trying again never makes it happen twice.

/** Made when a form opens and kept through its retries; renewed when the thing has happened. */
export interface Intent {
  readonly headers: { 'Idempotency-Key': string }
  renew(): void
}

/** `const intent = useIntent()` where the form opens; `api.POST(path, { headers: intent.headers, … })` where it is sent. */
export function useIntent(): Intent {
  let key = freshKey()
  return {
    get headers() {
      return { 'Idempotency-Key': key }
    },
    renew() {
      key = freshKey()
    },
  }
}

/** 128 random bits as hex. `crypto.randomUUID` is absent on plain-http pages of a LAN, `getRandomValues` is not. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
