using System.Text.Json;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Demo;

/// <summary>What the world where order matters gave, for machines.</summary>
internal static class OrderFigures
{
    /// <summary>
    /// As <c>"order":{"palettes","gexia":{"t2v","v2t","twin"},"meanp":{…},"ceiling","verdicts"}</c> of the first seed; with several,
    /// <c>"by_seed"</c> has all.
    /// </summary>
    public static void WriteTo(Utf8JsonWriter json, IReadOnlyList<OrderResult> seeds, IReadOnlyList<DemoVerdict> verdicts)
    {
        var first = seeds[0];
        json.WriteStartObject("order");
        json.WriteNumber("palettes", first.Palettes);
        Write(json, OrderExperiment.Gexia, first.Gexia);
        Write(json, OrderExperiment.MeanPooling, first.MeanPooling);
        json.WriteNumber("ceiling", first.Ceiling);
        if (seeds.Count > 1)
        {
            json.WriteStartArray("by_seed");
            foreach (var seed in seeds)
            {
                json.WriteStartObject();
                Write(json, OrderExperiment.Gexia, seed.Gexia);
                Write(json, OrderExperiment.MeanPooling, seed.MeanPooling);
                json.WriteNumber("ceiling", seed.Ceiling);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteStartArray("verdicts");
        foreach (var verdict in verdicts) verdict.WriteTo(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, OrderHead head)
    {
        json.WriteStartObject(name);
        head.Retrieval.WriteMembers(json);
        json.WriteNumber("twin", head.Twin);
        json.WriteEndObject();
    }
}
