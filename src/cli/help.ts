import { exitCodes } from './exit.ts'
import { type Command, columns } from './io.ts'

/** The help page, from the commands there are. */
export const helpText = (commands: readonly Command[]): string => `Replichat brings Replicate's models to chat.

Usage: npx replichat [command]

${columns(commands.map(({ name, usage, about }) => [`  ${`${name} ${usage}`.trim()}`, about]))}
Without a command it starts. Commands that answer take --json for other programs.

The service and these commands read the environment and .env. REPLICATE_API_TOKEN is the account that runs and pays;
without it, REPLICATE_BASE_URL=http://127.0.0.1:3000/sandbox/v1 is the sandbox of a Replichat that runs on this machine.

A model is owner/name, owner/name:<version> or deployment:owner/name. An input is -i key=value; a file is -i image=@fox.png.
A list is -i key=a -i key=b, or JSON.

Exit codes
${columns(Object.values(exitCodes).map(([code, about]) => [`  ${code}`, about]))}`
