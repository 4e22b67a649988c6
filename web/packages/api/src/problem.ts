// What went wrong, as the server says it (problem+json) or as the network makes it.

export type Facts = Record<string, unknown>

/** One thing wrong with one field: the JSON path, and a code of the words files. */
export interface FieldProblem {
  path: string
  code: string
  facts?: Facts
}

/** A refusal or failure with its stable code, which is also its key in the words files (`error.<code>`). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly facts: Facts = {},
    readonly fields: FieldProblem[] = [],
  ) {
    super(code)
    this.name = 'Problem'
  }

  /** Asking again later may help: nothing was decided. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502
  }

  /** Any thrown thing as a problem; what never reached the server is `offline`. */
  static of(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown
    if (thrown instanceof TypeError) return new Problem(0, 'offline')
    return new Problem(0, 'bug', { detail: String(thrown) })
  }

  /** Reads an answer that is not 2xx. */
  static read(status: number, body: unknown): Problem {
    if (isProblemBody(body)) return new Problem(status, body.code, body.facts ?? {}, body.fields ?? [])
    return new Problem(status, status >= 502 ? 'unavailable' : 'bug')
  }
}

interface ProblemBody {
  code: string
  facts?: Facts
  fields?: FieldProblem[]
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && typeof (body as ProblemBody).code === 'string'
}
