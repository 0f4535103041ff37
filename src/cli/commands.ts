import type { Command } from './io.ts'

const input = ['-i key=value', 'an input; @path is a file, @@ begins a text with @; several make a list'] as const
const limit = ['--limit <n>', 'how many, from 1 to 1000 (20)'] as const

const running = {
  options: [
    input,
    ['--stream', 'print the output as it comes'],
    ['--out <dir>', 'save the output there: files as files, text as .txt, anything else as .json'],
  ],
  more:
    'The input is checked by the model’s schema before anything is uploaded or paid. Ctrl+C cancels at Replicate. What it ' +
    'cost is said on stderr, and is an estimate by the price table.',
} as const

/** Every command there is, but help. Each loads its own parts, so that help and mistakes are answered at once. */
export const commands: readonly Command[] = [
  {
    name: 'start',
    usages: [''],
    about: 'the service: chat, console, and the sandbox where there is no token',
    more: 'Set by the environment; see README.md. It runs until SIGTERM or Ctrl+C.',
    json: 'the log as JSON, an object a line, also on a terminal',
    run: async (args, io) => (await import('./start.ts')).start(args, io),
  },
  {
    name: 'sandbox',
    usages: ['[--port 4000] [--data dir] [--cog 5000]'],
    about: 'the sandbox alone: a Replicate on this machine, and a Cog container beside it',
    options: [
      ['--port <n>', 'where it listens (4000)'],
      ['--host <address>', 'on which address (127.0.0.1)'],
      ['--data <dir>', 'where its records and files lie (data/sandbox)'],
      ['--pace <share>', 'how long its models take, as a share of their own time (1)'],
      ['--cog <port>', 'a stand-in for a Cog container there, which paints'],
    ],
    json: 'where it is, as one line of JSON once it is ready',
    run: async (args, io) => (await import('./sandbox.ts')).sandboxCommand(args, io),
  },
  {
    name: 'whoami',
    usages: [''],
    about: 'the account the token belongs to',
    run: async (args, io) => (await import('./whoami.ts')).whoami(args, io),
  },
  {
    name: 'run',
    usages: ['<model> -i key=value… [--stream] [--out dir]'],
    about: 'run a model once',
    ...running,
    run: async (args, io) => (await import('./run.ts')).run(args, io),
  },
  {
    name: 'predict',
    usages: ['[prompt] -i key=value… [--stream] [--out dir]'],
    about: 'the same on the default picture model',
    ...running,
    run: async (args, io) => (await import('./run.ts')).predict(args, io),
  },
  {
    name: 'models',
    usages: ['list [--limit 20]', 'search <words> [--limit 20]', 'show <model>'],
    about: 'what there is; what a model takes, answers with and costs',
    options: [limit],
    run: async (args, io) => (await import('./models.ts')).models(args, io),
  },
  {
    name: 'predictions',
    usages: ['list [--limit 20]', 'show <id>', 'cancel <id>'],
    about: 'what the account has run',
    options: [limit],
    run: async (args, io) => (await import('./predictions.ts')).predictions(args, io),
  },
  {
    name: 'trainings',
    usages: [
      'create <trainer> --destination <owner/name> -i key=value… [--new]',
      'list [--limit 20]',
      'show <id>',
      'cancel <id>',
    ],
    about: 'models of your own out of pictures',
    options: [
      ['--destination <owner/name>', 'which model of yours gets the new version'],
      ['--new', 'make that model, a private one, where it is not there yet'],
      ['--hardware <sku>', 'on what a model made so runs (gpu-t4)'],
      input,
      limit,
    ],
    run: async (args, io) => (await import('./trainings.ts')).trainings(args, io),
  },
  {
    name: 'deployments',
    usages: [
      'list',
      'show <owner/name>',
      'create <name> --model <owner/name[:version]> --hardware <sku>',
      'update <owner/name> [--model …] [--hardware …] [--min …] [--max …]',
      'delete <owner/name>',
    ],
    about: 'models with a name, machines and a scale of their own',
    options: [
      ['--model <reference>', 'what it runs: owner/name for the newest version, or owner/name:<version>'],
      ['--hardware <sku>', 'on which machines'],
      ['--min <n>', 'how many run always, and cost always, from 0 to 5 (0)'],
      ['--max <n>', 'how many run at most, from 0 to 20 (1); 0 of both switches it off'],
    ],
    run: async (args, io) => (await import('./deployments.ts')).deployments(args, io),
  },
  {
    name: 'webhooks',
    usages: ['secret', 'verify <file> --id … --timestamp … --signature … [--any-time]'],
    about: 'what signs webhooks, and whether one is genuine',
    options: [
      ['--id <text>', 'the header webhook-id'],
      ['--timestamp <text>', 'the header webhook-timestamp'],
      ['--signature <text>', 'the header webhook-signature'],
      ['--any-time', 'leave its age out of it'],
    ],
    more: 'The file holds the bytes of the body; - reads them from standard input.',
    run: async (args, io) => (await import('./webhooks.ts')).webhooks(args, io),
  },
  {
    name: 'doctor',
    usages: [''],
    about: 'checks every token, permission and address; says what to do, and what would be cheaper',
    more: 'It changes nothing, and runs nothing that costs.',
    run: async (args, io) => (await import('./doctor.ts')).doctor(args, io),
  },
  {
    name: 'config',
    usages: ['export [--all]', 'import <file>'],
    about: 'the operator’s settings as a file',
    options: [['--all', 'with everything that is shipped']],
    run: async (args, io) => (await import('./config-file.ts')).config(args, io),
  },
  {
    name: 'bench',
    usages: ['[name…] [--full] [--write] [--plot file.svg]'],
    about: 'the benchmarks, in a clone of the repository',
    options: [
      ['--full', 'with the sizes that take minutes'],
      ['--write', 'into bench/results.md as well'],
      ['--plot <file>', 'draw what `freshness` measures'],
    ],
    json: 'the tables as JSON once all are measured',
    run: async (args, io) => (await import('./bench.ts')).bench(args, io),
  },
  {
    name: 'discord',
    usages: ['commands [--clear]'],
    about: 'bring the commands registered at Discord up to date, or take them away',
    options: [['--clear', 'take them away']],
    run: async (args, io) => (await import('./discord.ts')).discord(args, io),
  },
  {
    name: 'slack',
    usages: ['manifest [--http | --socket]'],
    about: 'print the manifest that makes the app at Slack with one paste',
    options: [
      ['--http', 'for an app that is reached by HTTP'],
      ['--socket', 'for an app in Socket Mode'],
    ],
    more: 'Without either the environment decides.',
    run: async (args, io) => (await import('./slack.ts')).slack(args, io),
  },
  {
    name: 'link',
    usages: ['[--member | --metrics]'],
    about: 'a one-time link into the console, or a pass for programs that read /metrics',
    options: [
      ['--member', 'a link for chat alone; without it one for an admin'],
      ['--metrics', 'a pass for programs that read /metrics'],
    ],
    run: async (args, io) => (await import('./link.ts')).link(args, io),
  },
  {
    name: 'workspaces',
    usages: ['list', 'allow <id>', 'block <id>'],
    about: 'who may use the service: Discord servers and Slack teams',
    run: async (args, io) => (await import('./workspaces.ts')).workspaces(args, io),
  },
]
