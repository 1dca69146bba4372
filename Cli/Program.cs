using Gexia.Cli;

using var interruption = new Interruption();
using var terminal = Terminal.Standard();
return await CommandLine.RunAsync(args, terminal, interruption.Token);
