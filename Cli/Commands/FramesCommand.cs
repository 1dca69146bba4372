using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia frames</c>: what a video holds, and chosen frames of it as PNG.</summary>
internal static class FramesCommand
{
    private const double Latest = 1e9;      // seconds; thirty years

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The video: anything ffmpeg decodes, or a picture, animated or not." }.Is(
            PathKind.File);
        var probe = new Option<bool>("--probe") { Description = "Decode the whole video and say what it holds." };
        var count = new Option<int>("--count")
        {
            Description = "How many frames to pick, evenly spread.", DefaultValueFactory = _ => 16
        }.Between(1, 100_000);
        var start =
            new Option<double>("--start") { Description = "Seconds from the first frame where the segment begins." }.Between(0, Latest);
        var end = new Option<double?>("--end") { Description = "Seconds where it ends (exclusive); the video's end when left out." };
        var size = new Option<int>("--size")
        {
            Description = "Shrink and crop frames to this square, as CLIP sees them; as decoded when left out."
        }.Between(1, 8192);
        var output = new Option<string>("--out") { Description = "Folder for the PNG files.", HelpName = "DIR" }.Is(PathKind.OutputFolder);
        var command =
            new Command("frames", "Look into a video and write frames of it as PNG.") { file, probe, count, start, end, size, output };
        var pictures = new PicturesOption();
        pictures.AddTo(command);
        command.Examples(
            "gexia frames cat.mp4 --probe --json",
            "gexia frames cat.mp4 --count 16 --size 224 --out frames",
            "gexia frames cat.mp4 --count 8 --start 2.5 --end 6 --out frames --json");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            if (!parse.GetValue(probe) && parse.GetValue(output) is null)
                throw CommandException.Usage("frames: say --probe, or --out DIR for the frames.");
            if (parse.GetValue(end) is { } last && !(last > parse.GetValue(start) && last <= Latest))
                throw CommandException.Usage("frames: --end must come after --start.");
            var limits = pictures.Of(parse, VideoLimits.Default);
            VideoFacts facts;
            using (session.Wait($"reading {parse.GetValue(file)}")) facts = VideoReader.Probe(parse.GetValue(file)!, limits, cancellation);
            if (facts.Warning is { } warning) session.Warn($"{facts.File}: {warning}");
            if (parse.GetValue(probe)) Describe(session, facts);
            else
            {
                var geometry = parse.GetValue(size) is > 0 and var side ? FrameGeometry.Square(side) : FrameGeometry.Original;
                var from = parse.GetValue(start);
                var to = parse.GetValue(end) ?? Math.Max(facts.Duration, Math.BitIncrement(from));
                Extract(
                    session, facts, FrameSampler.Test(facts.Times, from, to, parse.GetValue(count)), geometry, limits,
                    parse.GetValue(output)!, cancellation);
            }
            return facts.IsPartial ? ExitCode.Partial : ExitCode.Ok;
        });
        return command;
    }

    private static void Describe(Session session, VideoFacts facts)
    {
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("file", facts.File);
                json.WriteNumber("frame_count", facts.FrameCount);
                json.WriteNumber("width", facts.Width);
                json.WriteNumber("height", facts.Height);
                json.WriteNumber("rotation", facts.Rotation);
                json.WriteNumber("duration", facts.Duration);
            });
            return;
        }
        var duration = facts.Duration.ToString("0.###", CultureInfo.InvariantCulture);
        session.Out.WriteLine(
            $"{TerminalText.Escape(facts.File)}: {facts.FrameCount} frames, {facts.Width}x{facts.Height}, rotation {facts.Rotation}, "
            + $"{duration} s");
    }

    private static void Extract(
        Session session, VideoFacts facts, int[] picks, FrameGeometry geometry, VideoLimits limits, string folder,
        CancellationToken cancellation)
    {
        using var wait = session.Wait("writing the frames");
        var frames = VideoReader.ReadFrames(facts.File, picks, geometry, limits, cancellation);
        Directory.CreateDirectory(folder);
        var files = new string[picks.Length];
        for (var i = 0; i < picks.Length; i++)
        {
            files[i] = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame-{i:D4}.png"));
            Png.Write(files[i], frames[i]);
        }
        wait.Dispose();
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteStartArray("frames");
                for (var i = 0; i < picks.Length; i++)
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", picks[i]);
                    json.WriteNumber("pts", facts.Times[picks[i]]);
                    json.WriteString("file", files[i]);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            return;
        }
        for (var i = 0; i < picks.Length; i++)
            session.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"{picks[i],6}  {facts.Times[picks[i]],9:0.000} s  {TerminalText.Escape(files[i])}"));
    }
}
