using System.CommandLine;
using Gexia.Cli.Bench;
using Gexia.Cli.Parsing;
using Gexia.Cpu;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia bench</c>: how fast this machine runs the kernels and the models, beside what it could do at most.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal)
    {
        var threads =
            new Option<int>("--threads") { Description = "Threads of the kernels; all processors when left out." }.Between(1, 256);
        var simd = new Option<string?>("--simd")
        {
            Description = "Vector width: avx512, avx2, 128 or scalar; the widest when left out.", HelpName = "NAME"
        };
        simd.OneOf("avx512", "avx2", "128", "scalar");
        var quick =
            new Option<bool>("--quick") { Description = "Three short samples a row instead of five longer ones: faster and noisier." };
        var only = new Option<string[]>("--only")
        {
            Description = "A group (gemm) or a row (gemm/square); may be repeated. 'machine' alone measures no row.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrMore
        };
        var markdown = new Option<bool>("--markdown") { Description = "Write the table as Markdown." };
        var command = new Command(
            "bench",
            "Measure this machine: peak, bandwidth, products, operations, models and training; random weights, nothing is downloaded.")
        {
            threads, simd, quick, only, markdown
        };
        command.Examples(
            "gexia bench",
            "gexia bench --quick --threads 1 --only gemm --only images",
            "gexia bench --simd avx2 --only gemm/square --json");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var cases = BenchSuite.Choose(parse.GetValue(only) ?? []);
            var level = parse.GetValue(simd) is { } name ? Simd.Named(name) : Simd.Level;
            if (level > Simd.Best)
            {
                throw CommandException.Usage(
                    $"bench: this machine offers {Simd.Best}, not {level}. Leave --simd out, or name a narrower one.");
            }
            using var limit = CpuThreads.Limit(parse.GetValue(threads) is > 0 and var count ? count : CpuThreads.Default);
            using var forced = Simd.Force(level);
            var listing = Measure(
                session, cases, parse.GetValue(quick) ? Timing.Quick(CpuThreads.Count) : Timing.Full(CpuThreads.Count), cancellation);
            if (session.Json) listing.WriteJson(session.Out);
            else if (parse.GetValue(markdown)) listing.WriteMarkdown(session.Out);
            else listing.WriteTable(session);
            return ExitCode.Ok;
        });
        return command;
    }

    private static BenchListing Measure(Session session, List<BenchCase> cases, Timing timing, CancellationToken cancellation)
    {
        using var progress = new Progress(session.Terminal, "bench", "rows", cases.Count + 2);
        progress.Report(0, BenchSuite.Machine);
        var triad = new Triad();
        (_, _) = (FmaChain.Run(), triad.Run());
        var peak = Summary.Of([.. Enumerable.Range(0, timing.Samples).Select(_ => timing.Sample(FmaChain.Run))]);
        var bandwidth = Summary.Of([.. Enumerable.Range(0, timing.Samples).Select(_ => timing.Sample(triad.Run))]);
        List<BenchRow> rows = [];
        foreach (var one in cases)
        {
            progress.Report(rows.Count + 2, one.FullName);
            rows.Add(BenchSuite.Measure(one, timing, cancellation));
        }
        return new(MachineFacts.Here(), timing, peak, bandwidth, rows);
    }
}
