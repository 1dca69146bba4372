using System.Text.Json;

namespace Gexia.Data.Granularities;

/// <summary>The file form of an expansion plan.</summary>
internal static class PlanFile
{
    private static readonly JsonDocumentOptions WithComments = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = 8,
    };

    /// <summary>An op's own keys, and how its step is made of them.</summary>
    private sealed record Op(string[] Keys, Func<JsonRecord, Granularity, Granularity, ExpansionStep> Make);

    private static readonly Dictionary<string, Op> Ops = new(StringComparer.Ordinal)
    {
        ["IntegrateBySource"] = new(["minPairs", "maxClips", "separator"],
            (step, from, to) => new IntegrateBySource(from, Options(step, to))),
        ["IntegrateRandom"] = new(["minPairs", "maxClips", "separator", "count", "clips"],
            (step, from, to) => new IntegrateRandom(
                from, Options(step, to), step.OptionalCount("count", 0, 0), step.OptionalCount("clips", 1, 4))),
        ["IntegrateGroups"] = new(["groupSize", "order", "separator"],
            (step, from, to) => new IntegrateGroups(from, Options(step, to), step.OptionalCount("groupSize", 1, 4), IsRandom(step))),
        ["CompressText"] = new(["targetWords"], (step, from, to) => new CompressText(from, to, step.OptionalCount("targetWords", 1, 20))),
        ["CompressVideo"] = new([], (_, from, to) => new CompressVideo(from, to)),
    };

    /// <summary>Reads a plan; <paramref name="name"/> opens every error.</summary>
    public static ExpansionPlan Parse(ReadOnlyMemory<byte> utf8, string name)
    {
        using var json = StrictJson.Parse(utf8, name, WithComments);
        if (json.RootElement.ValueKind != JsonValueKind.Array) throw new GexiaException($"{name}: expected a list of steps.");
        try
        {
            return new ExpansionPlan(
                [.. json.RootElement.EnumerateArray().Select((step, i) => ReadStep(new JsonRecord(step, $"{name}, step {i + 1}")))]);
        }
        catch (ArgumentException error)
        {
            throw new GexiaException($"{name}: {error.Message}", error);
        }
    }

    private static ExpansionStep ReadStep(JsonRecord step)
    {
        var name = step.Text("op");
        if (!Ops.TryGetValue(name, out var op))
            throw step.Error($"unknown op '{Shorten(name)}'. Nearest: {Nearest.To(Shorten(name), Ops.Keys)}.");
        string[] keys = ["op", "in", "out", .. op.Keys];
        foreach (var key in step.Names)
            if (!keys.Contains(key))
                throw step.Error($"{name} has no parameter '{Shorten(key)}'. Nearest: {Nearest.To(Shorten(key), keys)}.");
        return op.Make(step, Granularity.Named(step.Text("in")), Granularity.Named(step.Text("out")));
    }

    private static IntegrationOptions Options(JsonRecord step, Granularity to) =>
        new(to, step.OptionalCount("minPairs", 1, 4), step.OptionalCount("maxClips", 0, 0), step.OptionalText("separator"));

    private static bool IsRandom(JsonRecord step) => (step.OptionalText("order") ?? "given") switch
    {
        "given" => false,
        "random" => true,
        var other => throw step.Error($"'order' is given or random, got '{Shorten(other)}'."),
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60];
}
