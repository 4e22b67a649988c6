// When a question is asked, worked out in the browser: the part of CEL that forms and steps use. What it cannot decide it says so.

type Value = string | number | boolean | null | Value[]
/** What a condition may read, by its path: `answers.hole`, `order.category`. */
export type Look = (path: string) => { known: boolean; value: unknown }

class Undecided extends Error {}

/** True or false; `undefined` where the phone does not know enough, so that the server's last word stands. */
export function holds(text: string, look: Look): boolean | undefined {
  try {
    const reader = new Reader(text, look)
    const value = reader.either()
    if (!reader.atEnd) return undefined
    // like the server: what cannot be compared does not hold
    return value === true
  } catch (thrown) {
    return thrown instanceof Undecided ? undefined : false
  }
}

const tokens = /\s*(\|\||&&|==|!=|<=|>=|[<>!()[\],]|'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|[A-Za-z_][\w.]*)/y

class Reader {
  private at = 0
  private readonly parts: string[] = []

  constructor(
    text: string,
    private readonly look: Look,
  ) {
    tokens.lastIndex = 0
    let end = 0
    for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
      this.parts.push(found[1] ?? '')
      end = tokens.lastIndex
    }
    if (text.slice(end).trim()) throw new Undecided()
  }

  get atEnd(): boolean {
    return this.at >= this.parts.length
  }

  either(): Value {
    let value = this.both()
    while (this.take('||')) {
      const right = this.both()
      value = value === true || right === true
    }
    return value
  }

  private both(): Value {
    let value = this.compared()
    while (this.take('&&')) {
      const right = this.compared()
      value = value === true && right === true
    }
    return value
  }

  private compared(): Value {
    const left = this.single()
    const sign = ['==', '!=', '<=', '>=', '<', '>', 'in'].find((each) => this.take(each))
    if (!sign) return left
    const right = this.single()
    if (sign === '==') return left === right
    if (sign === '!=') return left !== right
    if (sign === 'in') return Array.isArray(right) && right.includes(left)
    // nothing is neither more nor less than something
    if (typeof left !== 'number' || typeof right !== 'number') return false
    return sign === '<' ? left < right : sign === '>' ? left > right : sign === '<=' ? left <= right : left >= right
  }

  private single(): Value {
    if (this.take('!')) return this.single() !== true
    if (this.take('(')) {
      const value = this.either()
      if (!this.take(')')) throw new Undecided()
      return value
    }
    if (this.take('[')) return this.list()
    const part = this.parts[this.at++]
    if (part === undefined) throw new Undecided()
    if (part.startsWith("'") || part.startsWith('"')) return part.slice(1, -1)
    if (/^-?\d/.test(part)) return Number(part)
    if (part === 'true' || part === 'false') return part === 'true'
    if (part === 'null') return null
    if (!/^[A-Za-z_]/.test(part) || this.parts[this.at] === '(') throw new Undecided()
    const { known, value } = this.look(part)
    if (!known) throw new Undecided()
    return (value ?? null) as Value
  }

  private list(): Value[] {
    const all: Value[] = []
    while (!this.take(']')) {
      all.push(this.single())
      if (!this.take(',') && this.parts[this.at] !== ']') throw new Undecided()
    }
    return all
  }

  private take(part: string): boolean {
    if (this.parts[this.at] !== part) return false
    this.at++
    return true
  }
}
