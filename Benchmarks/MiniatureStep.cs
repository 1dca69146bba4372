using System.Globalization;
using Miniature = Gexia.Training.Miniature.MiniatureStep;

namespace Gexia.Benchmarks;

/// <summary>
/// One training step of the miniature model for the granularities <c>S LL LS</c>: <c>step [S] [LL] [LS]</c>. The
/// counterpart is peers/step.py.
/// </summary>
internal static class MiniatureStep
{
    private static readonly Dictionary<string, Miniature> steps =
        new() { ["S"] = Miniature.Svst, ["LL"] = Miniature.Lvlt, ["LS"] = Miniature.Lvst };

    public static void Run(string[] words) => new Peer(new(words), Prepare).Run([.. steps.Keys], (name, rates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-3} {1000 / rates[rates.Length / 2],8:F2} ms a step")));

    private static Work Prepare(string name) => steps.TryGetValue(name, out var step)
        ? new(step.Prepare())
        : throw new ArgumentException($"step: there is no work '{name}'; use {string.Join(", ", steps.Keys)}.");
}
