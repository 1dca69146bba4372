using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Io;
using Gexia.Training;
using Gexia.Training.GroundingWorlds;

namespace Gexia.Cli.Demo;

/// <summary><c>gexia demo --model svilm</c>: S-ViLM in miniature, from nothing to a report.</summary>
internal static class GroundingDemo
{
    /// <summary>What <c>--model</c> calls it.</summary>
    public const string Model = "svilm";

    /// <summary>The numbers of the experiment that a request asks for.</summary>
    /// <exception cref="CommandException">There are not so many unseen sources.</exception>
    public static GroundingOptions OptionsOf(DemoRequest request)
    {
        var usual = new GroundingOptions();
        if (request.Unseen > GroundingOptions.MostTestSources)
            throw CommandException.BadInput(
                $"--test-sources {request.Unseen}: there are {GroundingOptions.MostTestSources} different unseen scenes at most.");
        return usual with
        {
            Seed = request.Seed,
            Steps = request.Steps ?? usual.Steps,
            TrainSources = request.Sources ?? usual.TrainSources,
            TestSources = request.Unseen ?? usual.TestSources,
            Changes = request.Changes,
            Device = request.Device,
            AtATime = request.Device is null ? usual.AtATime : 1,
        };
    }

    /// <summary>Trains, measures, and writes what came out.</summary>
    public static int Run(Session session, DemoRequest request, CancellationToken cancellation)
    {
        var options = OptionsOf(request);
        var experiment = new GroundingExperiment(options, request.Seeds);
        using var writer = FileLock.Take(new RunFolder(request.Folder).LockFile, request.Folder);
        if (!request.Resume && experiment.Runs(request.Folder).Any(run => run.HoldsRun))
            throw CommandException.BadInput($"{request.Folder}: holds a demo already. Use --resume to go on with it, or another --out.");
        var outcome = new GroundingOutcome(
            GroundingTrainings.Run(
                session, "demo", experiment, options, request.Seeds, request.Folder, Onward(request, options), cancellation));
        var page = Path.Combine(request.Folder, "report.html");
        using (session.Wait("writing the report"))
            ReportPage.Write(page, new GroundingReport(outcome, options, experiment, request.Folder).Make());
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                outcome.WriteMembers(json);
                json.WriteNumber("seed", options.Seed);
                json.WriteNumber("seeds", request.Seeds);
                json.WriteNumber("steps", options.Steps);
                json.WriteString("out", request.Folder);
                json.WriteString("report", page);
            });
            return ExitCode.Ok;
        }
        session.Terminal.Write(outcome.Title);
        session.Out.WriteLine();
        session.Terminal.Write(outcome.Table());
        session.Out.WriteLine();
        foreach (var verdict in outcome.Verdicts()) session.Out.WriteLine(verdict);
        session.Out.WriteLine();
        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{outcome.Result.Seconds:0} s"));
        session.Out.WriteLine($"report: {TerminalText.Escape(page)}");
        return ExitCode.Ok;
    }

    private static string[] Onward(DemoRequest request, GroundingOptions options)
    {
        string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
        return
        [
            "demo", "--model", Model, "--resume", "--out", Path.GetFullPath(request.Folder), "--seed", Text(options.Seed),
            "--seeds", Text(request.Seeds), "--steps", Text(options.Steps), "--sources", Text(options.TrainSources),
            "--test-sources", Text(options.TestSources), .. options.Changes.SelectMany(change => (string[])["--set", change]),
            .. options.Device is { IsHost: false } device ? (string[])["--device", device.Name] : [],
        ];
    }
}
