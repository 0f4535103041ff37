import type { Rule } from './question.ts'

type Sample = 'hello' | 'fizzbuzz' | 'fibonacci' | 'server' | 'primes'

const languages: Readonly<Record<string, { readonly fence: string; readonly named: RegExp }>> = {
  TypeScript: { fence: 'ts', named: /\b(?:typescript|ts|javascript|js|node(?:\.?js)?)\b/ },
  Python: { fence: 'python', named: /\b(?:python|py)\b/ },
  Bash: { fence: 'bash', named: /\b(?:bash|shell|sh)\b/ },
  SQL: { fence: 'sql', named: /\b(?:sql|sqlite|postgres(?:ql)?)\b/ },
  Rust: { fence: 'rust', named: /\brust\b/ },
  Go: { fence: 'go', named: /\b(?:golang|in go|go (?:program|code|function|server))\b/ },
  HTML: { fence: 'html', named: /\b(?:html|web ?page)\b/ },
}

const samples: Readonly<Record<Sample, Readonly<Record<string, string>>>> = {
  hello: {
    TypeScript: `const greet = (name: string): string => \`Hello, \${name}!\`

console.log(greet('world'))`,
    Python: `def greet(name: str) -> str:
    return f"Hello, {name}!"


print(greet("world"))`,
    Bash: `#!/usr/bin/env bash
set -euo pipefail

name="\${1:-world}"
echo "Hello, \${name}!"`,
    SQL: `SELECT 'Hello, ' || 'world' || '!' AS greeting;`,
    Rust: `fn main() {
    println!("Hello, {}!", "world");
}`,
    Go: `package main

import "fmt"

func main() {
	fmt.Println("Hello, world!")
}`,
    HTML: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Hello</title>
  </head>
  <body>
    <h1>Hello, world!</h1>
  </body>
</html>`,
  },
  fizzbuzz: {
    TypeScript: `for (let n = 1; n <= 100; n++) {
  const word = (n % 3 === 0 ? 'Fizz' : '') + (n % 5 === 0 ? 'Buzz' : '')
  console.log(word || n)
}`,
    Python: `for n in range(1, 101):
    word = ("Fizz" if n % 3 == 0 else "") + ("Buzz" if n % 5 == 0 else "")
    print(word or n)`,
    Bash: `for n in {1..100}; do
  word=""
  (( n % 3 == 0 )) && word="Fizz"
  (( n % 5 == 0 )) && word="\${word}Buzz"
  echo "\${word:-$n}"
done`,
    SQL: `WITH RECURSIVE numbers(n) AS (
  SELECT 1
  UNION ALL
  SELECT n + 1 FROM numbers WHERE n < 100
)
SELECT CASE
  WHEN n % 15 = 0 THEN 'FizzBuzz'
  WHEN n % 3 = 0 THEN 'Fizz'
  WHEN n % 5 = 0 THEN 'Buzz'
  ELSE CAST(n AS TEXT)
END AS word
FROM numbers;`,
    Rust: `fn main() {
    for n in 1..=100 {
        match (n % 3, n % 5) {
            (0, 0) => println!("FizzBuzz"),
            (0, _) => println!("Fizz"),
            (_, 0) => println!("Buzz"),
            _ => println!("{n}"),
        }
    }
}`,
  },
  fibonacci: {
    TypeScript: `function* fibonacci(): Generator<number> {
  let [a, b] = [0, 1]
  while (true) {
    yield a
    ;[a, b] = [b, a + b]
  }
}

for (const n of fibonacci()) {
  if (n > 100) break
  console.log(n)
}`,
    Python: `def fibonacci(count: int) -> list[int]:
    numbers, a, b = [], 0, 1
    for _ in range(count):
        numbers.append(a)
        a, b = b, a + b
    return numbers


print(fibonacci(12))`,
    Bash: `a=0
b=1
for _ in {1..12}; do
  echo "$a"
  next=$(( a + b ))
  a=$b
  b=$next
done`,
    SQL: `WITH RECURSIVE fibonacci(i, a, b) AS (
  SELECT 1, 0, 1
  UNION ALL
  SELECT i + 1, b, a + b FROM fibonacci WHERE i < 12
)
SELECT a FROM fibonacci;`,
    Rust: `fn main() {
    let (mut a, mut b) = (0u64, 1u64);
    for _ in 0..12 {
        println!("{a}");
        (a, b) = (b, a + b);
    }
}`,
  },
  server: {
    TypeScript: `import { createServer } from 'node:http'

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(\`You asked for \${request.url}\\n\`)
})

server.listen(8080, '127.0.0.1', () => console.log('Listening on http://127.0.0.1:8080'))`,
    Python: `from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"You asked for {self.path}\\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("127.0.0.1", 8080), Handler).serve_forever()`,
    Bash: `# Serves the files of this folder; Python is on most machines.
python3 -m http.server 8080 --bind 127.0.0.1`,
    Rust: `use std::io::{Read, Write};
use std::net::TcpListener;

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8080")?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        let _ = stream.read(&mut [0; 1024])?;
        let body = "Hello from Rust\\n";
        write!(stream, "HTTP/1.1 200 OK\\r\\nContent-Length: {}\\r\\n\\r\\n{}", body.len(), body)?;
    }
    Ok(())
}`,
  },
  primes: {
    TypeScript: `const isPrime = (n: number): boolean => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return n > 1
}

console.log(Array.from({ length: 100 }, (_, n) => n).filter(isPrime).join(' '))`,
    Python: `def is_prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


print([n for n in range(100) if is_prime(n)])`,
  },
}

const topics: readonly (readonly [RegExp, Sample, string])[] = [
  [/\bhello,? ?world\b/, 'hello', 'Hello world'],
  [/\bfizz ?buzz\b/, 'fizzbuzz', 'FizzBuzz'],
  [/\bfibonacci\b/, 'fibonacci', 'The Fibonacci numbers'],
  [/\b(?:http|web|echo)[ -]?server\b|\bserver\b/, 'server', 'A small web server'],
  [/\bprimes?\b/, 'primes', 'Prime numbers'],
]

/** Code samples: five small programs in up to seven languages. */
export const code: Rule = question => {
  const language = Object.entries(languages).find(([, { named }]) => named.test(question.plain))?.[0]
  const topic = topics.find(([pattern]) => pattern.test(question.plain))
  const asksCode =
    /\b(?:code|program|script|function|snippet|example|sample|write|show|implement|how (?:do|would|can) (?:i|you))\b/.test(
      question.plain,
    )
  const isAbout = /\bcode|program|snippet|script\b/.test(question.plain)
  if (
    topic === undefined
      ? !(asksCode && (isAbout || language !== undefined))
      : language === undefined && !isAbout && topic[1] !== 'fizzbuzz' && topic[1] !== 'hello'
  )
    return undefined
  if (topic === undefined && language === undefined && !/\b(?:code|snippet)\b|\bprogram$/.test(question.plain)) return undefined
  const chosen = language ?? 'TypeScript'
  const [, sample, title] = topic ?? [/./, 'hello' as const, 'Hello world']
  const text = samples[sample][chosen]
  if (text === undefined) {
    const instead = Object.keys(samples[sample])
    return `I have no sample of that in ${chosen}. ${title} I can show in ${instead.slice(0, -1).join(', ')} and ${instead.at(-1)}.`
  }
  const opening =
    topic === undefined
      ? `I cannot write programs to order, only show a few I know. Here is the first of them in ${chosen}`
      : `${title} in ${chosen}`
  const others = 'I also know FizzBuzz, Fibonacci numbers, primes and a small web server.'
  return `${opening}:\n\n\`\`\`${languages[chosen]?.fence ?? ''}\n${text}\n\`\`\`${topic === undefined ? `\n\n${others}` : ''}`
}
