import { openTestHouse } from './openTestHouse.ts'

/* Runs the jobs of a home in a process of its own, to be killed: node runJobsInProcess.ts OPTIONS_AS_JSON */
await openTestHouse(JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof openTestHouse>[0])
process.stdout.write('ready\n')
