using System.Text.Json;
using Gexia.Io;

namespace Gexia.Cli.Report;

/// <summary>Reads loss curves from a run's <c>log.jsonl</c>.</summary>
internal static class LossCurves
{
    /// <summary>One curve for each kind of batch, in order of appearance; steps that were left out are gaps.</summary>
    /// <param name="logFile">JSON Lines with step, batch and loss; other lines are passed over.</param>
    /// <exception cref="GexiaException">A line is not JSON.</exception>
    public static IReadOnlyList<ChartSeries> Read(string logFile)
    {
        var curves = new Dictionary<string, List<(double, double)>>(StringComparer.Ordinal);
        var number = 0;
        InputFile.Require(logFile);
        foreach (var line in File.ReadLines(logFile))
        {
            number++;
            try
            {
                using var entry = JsonDocument.Parse(line);
                var root = entry.RootElement;
                if (!root.TryGetProperty("step", out var step) || !root.TryGetProperty("batch", out var batch)) continue;
                var loss =
                    root.TryGetProperty("loss", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
                var name = batch.GetString() ?? "";
                if (!curves.TryGetValue(name, out var curve)) curves[name] = curve = [];
                curve.Add((step.GetInt64(), loss));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
            {
                throw new GexiaException($"{logFile}, line {number}: not a line of a training log. {error.Message}", error);
            }
        }
        return [.. curves.Select(curve => new ChartSeries(curve.Key, curve.Value))];
    }

    /// <summary>All kinds of batches of one run as one curve, to be compared with other runs.</summary>
    public static ChartSeries Joined(string name, IEnumerable<ChartSeries> curves) =>
        new(name, [.. curves.SelectMany(curve => curve.Points).OrderBy(point => point.X)]);
}
