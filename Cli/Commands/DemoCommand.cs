using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Demo;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Report;
using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Io;
using Gexia.Training;
using Gexia.Training.Miniature;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia demo</c>: the miniature experiment from nothing to a report.</summary>
internal static class DemoCommand
{
    private const string OrderName = "order", Gexia = "gexia";

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model")
        {
            Description = "Whose experiments: gexia, or svilm for S-ViLM in miniature (1000 steps, 2000 sources, 256 unseen).",
            HelpName = "FAMILY",
            DefaultValueFactory = _ => Gexia,
        }.OneOf(Gexia, GroundingDemo.Model);
        var output = new Option<string?>("--out")
        {
            Description = "Folder for data, runs, frames and report.html; runs/demo or the next free name when left out.", HelpName = "DIR"
        }.Is(PathKind.OutputFolder);
        var seed = new Option<ulong>("--seed") { Description = "Seed of data, weights and batches." };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Seeds to run, one after the other; only several say what another training would give.",
            DefaultValueFactory = _ => 1
        }
            .Between(1, 100);
        var usual = new MiniatureOptions();
        var steps = Number("--steps", "Updates of each training; fewer for a quick look.", usual.Steps).Between(1, 1_000_000);
        var sources = Number("--sources", "Synthetic sources to train on.", usual.TrainSources).Between(32, 100_000);
        var unseen = Number("--test-sources", "Unseen sources to test on.", usual.TestSources).Between(2, 100_000);
        var palettes = Number("--palettes", "Palettes of the world where order matters.", new OrderOptions().Palettes)
            .Between(1, ScenePalette.All.Count);
        var changes = new Option<string[]>("--set")
        {
            Description = "Change a setting of the two heads in that world, such as model.dense.temporalEmbedding=false; "
                + "with --model svilm, one of all trainings.",
            HelpName = "KEY=VALUE",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => []
        };
        var device = new DeviceOption();
        var resume = new Option<bool>("--resume") { Description = "Go on with what --out holds." };
        var command = new Command("demo", "Train on synthetic videos and set a paper's claims beside what comes out.")
        {
            model, output, seed, seeds, steps, sources, unseen, palettes, changes, resume
        };
        device.AddTo(command);
        command.Examples(
            "gexia demo", "gexia demo --device auto",
            "gexia demo --out runs/seven --seed 7", "gexia demo --seeds 3", "gexia demo --steps 60 --sources 100 --json",
            "gexia demo --model svilm");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            int? Given(Option<int> option) => parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : null;
            var request = new DemoRequest(
                parse.GetValue(output) ?? FreeFolder(), parse.GetValue(seed), parse.GetValue(seeds), Given(steps), Given(sources),
                Given(unseen), parse.GetValue(changes)!, device.Open(session, parse), parse.GetValue(resume));
            return parse.GetValue(model) == Gexia ? Demonstrate(session, request, parse.GetValue(palettes), cancellation)
                : Given(palettes) is null ? GroundingDemo.Run(session, request, cancellation)
                : throw CommandException.Usage("--palettes is of the world where order matters, which --model svilm has not.");
        }, savesFirst: true);
        return command;
    }

    private static int Demonstrate(Session session, DemoRequest request, int palettes, CancellationToken cancellation)
    {
        var usual = new MiniatureOptions();
        var options = usual with
        {
            Seed = request.Seed,
            Steps = request.Steps ?? usual.Steps,
            TrainSources = request.Sources ?? usual.TrainSources,
            TestSources = request.Unseen ?? usual.TestSources,
            Device = request.Device,
            AtATime = request.Device is null ? usual.AtATime : 1,
        };
        var order = new OrderOptions
        {
            Seed = options.Seed,
            Steps = options.Steps,
            TrainSources = options.TrainSources,
            TestSources = options.TestSources,
            Palettes = palettes,
            Changes = request.Changes,
            Device = options.Device,
            AtATime = options.AtATime,
        };
        return Demonstrate(session, request.Folder, options, order, request.Seeds, request.Resume, cancellation);
    }

    private static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static int Demonstrate(
        Session session, string folder, MiniatureOptions options, OrderOptions order, int seeds, bool resume,
        CancellationToken cancellation)
    {
        MiniatureExperiment experiment;
        OrderExperiment ordered;
        using (session.Wait("making the videos"))       // what is wrong with the settings is known before anything is written
            (ordered, experiment) = (new OrderExperiment(order, cancellation), new MiniatureExperiment(options, cancellation));
        using var writer = FileLock.Take(new RunFolder(folder).LockFile, folder);
        IEnumerable<string> names =
        [
            .. experiment.Trainings.Select(training => training.Name),
            .. OrderExperiment.Runs.Select(name => Path.Combine(OrderName, name))
        ];
        var runs =
            from number in Enumerable.Range(0, seeds)
            from name in names
            select new RunFolder(Path.Combine(FolderOf(number), name));
        if (!resume && runs.Any(run => run.HoldsRun))
            throw CommandException.BadInput($"{folder}: holds a demo already. Use --resume to go on with it, or another --out.");
        session.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{names.Count() * seeds} trainings of {options.Steps} steps, {options.AtATime} at a time, in {folder}"));

        var progress = new DemoProgress(session, names.Count() * seeds, options.Steps);
        var results = new List<MiniatureResult>();
        var orders = new List<OrderResult>();
        try
        {
            for (var number = 0; number < seeds; number++)
            {
                var again = number == 0 ? experiment : new MiniatureExperiment(options.OfSeed(number), cancellation);
                var prefix = number == 0 ? "" : $"{options.OfSeed(number).Seed}: ";
                TensorScope.TrimPool();         // trainings have memory of their own and leave it in the pool
                results.Add(again.Run(FolderOf(number), training => progress.Of(prefix + training.Name), cancellation));
                var orderedAgain = number == 0 ? ordered : new OrderExperiment(order.OfSeed(number), cancellation);
                orders.Add(
                    orderedAgain.Run(
                        Path.Combine(FolderOf(number), OrderName), name => progress.Of($"{prefix}{OrderName} {name}"), cancellation));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new CommandException(
                ExitCode.Cancelled, $"cancelled. Go on with: {ShellCommand.Of(Onward(folder, options, order, seeds))}");
        }
        finally
        {
            progress.Dispose();
        }
        var outcome = new DemoOutcome(results, orders, progress.SettledMemoryBytes);
        var page = WriteReport(session, new DemoReport(experiment, options, ordered, outcome, folder), folder, cancellation);
        if (session.Json) WriteJson(session, outcome, options, seeds, folder, page);
        else WriteTables(session, outcome, page);
        return ExitCode.Ok;

        // Those of further seeds lie inside the first one's folder, so that --resume --seeds can add some.
        string FolderOf(int number) => number == 0 ? folder : Path.Combine(folder, $"seed-{options.OfSeed(number).Seed}");
    }

    private static string WriteReport(Session session, DemoReport report, string folder, CancellationToken cancellation)
    {
        using var wait = session.Wait("writing the report");
        var page = Path.Combine(folder, "report.html");
        var made = report.Make(cancellation);
        ReportPage.Write(page, made);
        WriteFrames(folder, made);
        return page;
    }

    private static void WriteJson(Session session, DemoOutcome outcome, MiniatureOptions options, int seeds, string folder, string page) =>
        JsonText.WriteObject(session.Out, json =>
        {
            outcome.WriteMembers(json);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("seeds", seeds);
            json.WriteNumber("steps", options.Steps);
            json.WriteString("out", folder);
            json.WriteString("report", page);
        });

    private static string[] Onward(string folder, MiniatureOptions options, OrderOptions order, int seeds)
    {
        string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
        return
        [
            "demo", "--resume", "--out", Path.GetFullPath(folder), "--seed", Text(options.Seed), "--steps", Text(options.Steps),
            "--sources", Text(options.TrainSources), "--test-sources", Text(options.TestSources), "--seeds", Text(seeds),
            "--palettes", Text(order.Palettes), .. order.Changes.SelectMany(change => (string[])["--set", change]),
            .. options.Device is { IsHost: false } device ? (string[])["--device", device.Name] : [],
        ];
    }

    private static void WriteTables(Session session, DemoOutcome outcome, string page)
    {
        void Write(string title, string header, IReadOnlyList<RetrievalRow> rows)
        {
            session.Terminal.Write(title);
            session.Out.WriteLine();
            session.Terminal.Write(RetrievalRows.Table(header, rows));
            session.Out.WriteLine();
        }
        Write("Data composition, long videos at 3-3", "trained on", outcome.Composition("long 3-3"));
        Write("Data composition, short videos at 1-1", "trained on", outcome.Composition("short 1-1"));
        Write("#iter at inference, trained by source", "videos, #iter", [.. outcome.Sweep("long"), .. outcome.Sweep("short")]);
        Write("GEXIA and CLIP4Clip's mean pooling on the same towers", "head", outcome.Heads());
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Where only the order of scenes tells videos apart ({outcome.Order.Palettes} palettes; "
                + $"without order {outcome.Order.Ceiling:0.0} can be expected at best)"),
            "head",
            outcome.OrderRows());
        foreach (var verdict in outcome.OrderVerdicts()) session.Out.WriteLine(verdict);
        session.Out.WriteLine();
        var verdicts = outcome.Verdicts();
        session.Terminal.Write("Comparisons, in points of R@1 text to video");
        session.Out.WriteLine();
        session.Terminal.Write(DemoVerdict.Table(verdicts));
        session.Out.WriteLine();
        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Seconds:0} s; peak memory {outcome.SettledMemoryBytes / 1e6:0} MB after the first 50 steps, "
            + $"{outcome.TrainedMemoryBytes / 1e6:0} MB after the last, {outcome.PeakMemoryBytes / 1e6:0} MB with the measurements"));
        session.Out.WriteLine($"report: {TerminalText.Escape(page)}");
    }

    /// <summary>The frames that the report shows, for whoever wants to look at them closely.</summary>
    private static void WriteFrames(string folder, ReportModel report)
    {
        var frames = Path.Combine(folder, "frames");
        Directory.CreateDirectory(frames);
        var clips = report.Sections.OfType<MatchList>().SelectMany(list => list.Best.Concat(list.Worst))
            .SelectMany(match => (ReportClip[])[match.Wanted, match.First]);
        foreach (var clip in clips.DistinctBy(clip => clip.Name))
            AnimatedPng.Write(Path.Combine(frames, $"{clip.Name.Split(' ', ',')[0]}.png"), clip.Frames, framesPerSecond: 2);
    }

    private static string FreeFolder()
    {
        var first = Path.Combine("runs", "demo");
        if (!Directory.Exists(first)) return first;
        var number = 2;
        while (Directory.Exists($"{first}-{number}")) number++;
        return $"{first}-{number}";
    }
}
