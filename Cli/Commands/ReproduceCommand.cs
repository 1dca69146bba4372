using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Reproduce;
using Gexia.Cli.Reproduce.Ablations;
using Gexia.Io;
using Gexia.Training;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia reproduce</c>: tables of a paper in miniature, beside the paper's own, with a verdict for each claim.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model")
        {
            Description = "Whose tables: those of GEXIA's paper, or S-ViLM's.",
            HelpName = "FAMILY",
            DefaultValueFactory = _ => AblationTables.Model,
        }.OneOf(Reproductions.Models);
        var only = Only();
        var output = new Option<string?>("--out")
        {
            Description = "Folder that keeps the trainings, so that a later call goes on with them; runs/reproduce-FAMILY when left out.",
            HelpName = "DIR",
        }.Is(PathKind.OutputFolder);
        var seed = new Option<ulong>("--seed") { Description = "The first seed of data, weights and batches." };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Seeds; a verdict needs several.", DefaultValueFactory = _ => 3
        }.Between(2, 100);
        var steps = new Option<int?>("--steps") { Description = "Updates of each training; the table's own when left out." };
        var sources = new Option<int?>("--sources") { Description = "Synthetic sources to train on; the table's own when left out." };
        var unseen = new Option<int?>("--test-sources") { Description = "Unseen sources to test on; the table's own when left out." };
        Bounded(steps, 1, 1_000_000);
        Bounded(sources, 32, 100_000);
        Bounded(unseen, 2, 100_000);
        var device = new DeviceOption();
        var command = new Command("reproduce", "Train a paper's ablation in miniature, and say which of its claims can be seen.")
        {
            model, only, output, seed, seeds, steps, sources, unseen
        };
        device.AddTo(command);
        command.Examples(
            "gexia reproduce", "gexia reproduce --only T3,T11 --seeds 5 --json", "gexia reproduce --only Fig3 --steps 100 --sources 200",
            "gexia reproduce --model svilm --out runs/t6");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var family = parse.GetValue(model)!;
            string[] names = [.. parse.GetValue(only)!.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
            var chosen = Reproductions.Of(family, names);
            var folder = parse.GetValue(output) ?? Path.Combine("runs", $"reproduce-{family}");
            var on = device.Open(session, parse);
            string[] Given(string name, IFormattable? value) =>
                value is null ? [] : [name, value.ToString(null, CultureInfo.InvariantCulture)];
            var request = new ReproduceRequest(
                parse.GetValue(seed), parse.GetValue(seeds), parse.GetValue(steps), parse.GetValue(sources), parse.GetValue(unseen), on,
                [
                    "reproduce", "--model", family, "--out", Path.GetFullPath(folder), .. Given("--seed", parse.GetValue(seed)),
                    .. Given("--seeds", parse.GetValue(seeds)), .. Given("--steps", parse.GetValue(steps)),
                    .. Given("--sources", parse.GetValue(sources)), .. Given("--test-sources", parse.GetValue(unseen)),
                    .. names.Length > 0 ? (string[])["--only", string.Join(',', names)] : [],
                    .. on is { IsHost: false } ? (string[])["--device", on.Name] : [],
                ],
                [.. chosen.Select(item => item.Table)]);
            return Reproduce(session, chosen, request, folder, cancellation);
        }, savesFirst: true);
        return command;
    }

    private static Option<string[]> Only()
    {
        var listed = Reproductions.Models.Select(
            family => $"{family}: {string.Join(", ", Reproductions.Of(family, []).Select(item => item.Table))}");
        var only = new Option<string[]>("--only")
        {
            Description = $"Some tables, with commas between them; all of the family when left out. {string.Join("; ", listed)}.",
            HelpName = "TABLES",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        only.CompletionSources.Add(Reproductions.Tables);
        return only;
    }

    private static void Bounded(Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var given }]
            && int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && (value < least || value > most))
            result.AddError($"{option.Name} must be {least} to {most}; got {given}.");
    });

    private static int Reproduce(
        Session session, IReadOnlyList<Reproduction> chosen, ReproduceRequest request, string folder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var writer = FileLock.Take(new RunFolder(folder).LockFile, folder);
        List<ReproducedTable> tables =
            [.. chosen.Select(item => item.Run(session, request, Path.Combine(folder, item.Folder), cancellation))];
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteStartObject("tables");
                foreach (var table in tables)
                {
                    json.WritePropertyName(table.Name);
                    table.WriteTo(json);
                }
                json.WriteEndObject();
                json.WriteNumber("seconds", Math.Round(clock.Elapsed.TotalSeconds, 2));
                json.WriteNumber("seed", request.Seed);
                json.WriteNumber("seeds", request.Seeds);
                json.WriteString("out", folder);
            });
            return ExitCode.Ok;
        }
        foreach (var table in tables)
        {
            session.Terminal.Write($"{table.Name}: {table.Title}, {request.Seeds} seeds");
            session.Out.WriteLine();
            session.Terminal.Write(table.Figures());
            session.Out.WriteLine();
            session.Terminal.Write(table.Judgements());
            session.Out.WriteLine();
            foreach (var note in table.Notes) session.Terminal.Write(note);
            session.Out.WriteLine($"{table.Name}: {table.Verdict}");
        }
        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s"));
        return ExitCode.Ok;
    }
}
