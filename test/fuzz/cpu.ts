/** What it takes in CPU time, in ms: by the clock others on the machine count as well. */
export async function cpuMs(act: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
