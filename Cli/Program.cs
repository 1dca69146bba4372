using Gexia.Cli;

using var interruption = new Interruption();
using var terminal = Terminal.Standard(interruption.Token);
return await CommandLine.RunAsync(args, terminal, interruption.Token);
