using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Tables;
using Gexia.Io;
using Gexia.Pretrained;
using System.Globalization;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia parity</c>: a model's features and blocks against those another implementation computed.</summary>
internal static class ParityCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "Folder or file of a CLIP.", HelpName = "PATH", Required = true }.Is(
            PathKind.Existing);
        var reference = new Option<string>("--reference")
        {
            Description = "Safetensors with pixel_values and/or input_ids, and image_features, text_features, vision.blockN, text.blockN.",
            HelpName = "FILE",
            Required = true,
        }.Is(PathKind.File);
        var options = new ModelOptions();
        var device = new DeviceOption();
        var command = new Command(
            "parity",
            "Compare a CLIP with reference activations; exit code 4 when one of them is beyond the tolerances.") { model, reference };
        options.AddTo(command);
        device.AddTo(command);
        command.Examples(
            "gexia parity --model models/clip --reference activations.safetensors",
            "gexia parity --model ViT-B-32.pt --reference activations.safetensors --json",
            "gexia parity --model models/clip --reference activations.safetensors --device cuda:0");
        command.Run(terminal, (session, parse, _) =>
        {
            var clip = options.Open(session, parse, parse.GetValue(model)!, device.Open(session, parse));
            foreach (var warning in clip.Warnings) session.Warn(warning);
            using var wait = session.Wait("comparing");
            var rows = ClipParity.Compare(clip.Model, SafeTensors.ReadAll(parse.GetValue(reference)!));
            wait.Dispose();
            if (session.Json) foreach (var row in rows) WriteJson(session, row);
            else WriteTable(session, rows);
            return rows.All(row => row.Agrees) ? ExitCode.Ok : ExitCode.Partial;
        });
        return command;
    }

    private static void WriteJson(Session session, ParityRow row) => JsonText.WriteObject(session.Out, json =>
    {
        json.WriteString("tensor", row.Name);
        foreach (var (name, value) in new[] { ("difference", row.Difference), ("relative", row.Relative), ("cosine", row.Cosine) })
        {
            if (double.IsFinite(value)) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }
        json.WriteBoolean("agrees", row.Agrees);
    });

    private static void WriteTable(Session session, IReadOnlyList<ParityRow> rows)
    {
        var table = new TextTable(
            Column.Word("tensor"), Column.Number("max |Δ|", priority: 1), Column.Number("relative"), Column.Number("cosine"),
            Column.Word("agrees"));
        foreach (var row in rows)
            table.Add(
                row.Name, FormattableString.Invariant($"{row.Difference:0.0E+0}"), FormattableString.Invariant($"{row.Relative:0.0E+0}"),
                FormattableString.Invariant($"{row.Cosine:0.00000000}"), row.Agrees ? "yes" : "no");
        session.Terminal.Write(table);
        session.Out.WriteLine();
        session.Terminal.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Count(row => row.Agrees)} of {rows.Count} agree: max |Δ| at most {ParityRow.RelativeTolerance:0.0E+0} of the "
                + $"largest reference value, cosine at least {ParityRow.CosineTolerance}"));
    }
}
