using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Models.Clip;

namespace Gexia.Cli.Embed;

/// <summary>
/// Prepared inputs → features: <c>pixel_values</c> [B, 3, H, W] → <c>image_features</c>, <c>input_ids</c> [B, L] →
/// <c>text_features</c>, both projected and not normalised; every block's output too, when asked for.
/// </summary>
internal static class EmbedTensors
{
    public static int Run(
        Session session, EmbeddingModel model, string input, string output, bool hidden, int batch, bool allowNonFinite,
        CancellationToken cancellation)
    {
        var clip = model.Clip ?? throw CommandException.BadInput($"embed: --tensors needs a CLIP checkpoint; {model.Id} is a trained run.");
        using var file = SafeTensors.Open(input);
        using var pause = Graph.NoGradient();
        var parts = new Dictionary<string, List<Tensor>>(StringComparer.Ordinal);
        if (file.TryGetValue("pixel_values", out var pixels))
        {
            var size = clip.Config.Vision.ImageSize;
            Require(
                input, pixels, "pixel_values", pixels.Shape.Rank == 4 && pixels.Shape.Skip(1).SequenceEqual([3, size, size]),
                $"[B, 3, {size}, {size}]");
            if (!allowNonFinite && NonFinite.In(pixels) is { } found)
                throw CommandException.BadInput($"{input}: pixel_values holds {found}. Say --allow-non-finite to run it all the same.");
            pixels = pixels.To(DType.Float32);
            Batches(pixels.Shape[0], batch, cancellation, (from, count, scope) =>
            {
                var some = pixels.Slice(0, from, count).To(model.Device);
                Add(parts, "image_features", scope.Keep(clip.EncodeImage(some, Observe("vision")).ToHost()));
            });
        }
        if (file.TryGetValue("input_ids", out var ids))
        {
            var context = clip.Config.Text.ContextLength;
            Require(
                input, ids, "input_ids",
                ids.Shape.Rank == 2 && ids.DType is DType.Int32 or DType.Int64 && ids.Shape[1] >= 1 && ids.Shape[1] <= context,
                $"integers [B, L], L at most {context}");
            var all = ids.To(DType.Int64).ToArray<long>();
            var vocabulary = clip.Config.Text.VocabularySize;
            if (Array.Find(all, id => id < 0 || id >= vocabulary) is var strange and not 0)
                throw CommandException.BadInput($"{input}: input_ids holds {strange}, but the vocabulary has {vocabulary} tokens.");
            var (length, end) = (ids.Shape[1], clip.Config.Text.EndOfText);
            RequireEnds(input, all, length, end);
            Batches(ids.Shape[0], batch, cancellation, (from, count, scope) =>
            {
                int[] some = [.. all.AsSpan(from * length, count * length).ToArray().Select(id => (int)id)];
                Add(parts, "text_features", scope.Keep(
                    clip.EncodeText(TextIds.Of(some, length, cut: false, end, model.Device), Observe("text")).ToHost()));
            });
        }
        if (parts.Count == 0) throw CommandException.BadInput($"{input}: holds neither pixel_values [B, 3, H, W] nor input_ids [B, L].");
        var results = parts.ToDictionary(
            part => part.Key, part => part.Value.Count == 1 ? part.Value[0] : ConcatOp.Concat([.. part.Value], 0));
        SafeTensorsWriter.Write(
            output, results,
            new Dictionary<string, string> { ["model"] = model.Id, ["weights"] = model.Weights.Word(), ["normalized"] = "false" });
        Report(session, model, output, results);
        return WarnOfNonFinite(session, results) ? ExitCode.Partial : ExitCode.Ok;

        Func<int, Tensor, Tensor>? Observe(string tower) => !hidden ? null : (block, value) =>
        {
            using (TensorScope.Suspend()) Add(parts, $"{tower}.block{block}", value.Copy().ToHost());
            return value;
        };
    }

    // The whole input before the first batch, so that a message has the row of the file.
    private static void RequireEnds(string input, long[] ids, int length, int? endOfText)
    {
        try
        {
            _ = TextIds.Of([.. ids.Select(id => (int)id)], length, endOfText: endOfText);
        }
        catch (GexiaException error)
        {
            throw CommandException.BadInput($"{input}: {error.Message}");
        }
    }

    private static bool WarnOfNonFinite(Session session, Dictionary<string, Tensor> results)
    {
        var any = false;
        foreach (var (name, value) in results)
        {
            if (NonFinite.In(value) is not { } found) continue;
            session.Warn($"{name} holds {found}.");
            any = true;
        }
        return any;
    }

    private static void Batches(int rows, int batch, CancellationToken cancellation, Action<int, int, TensorScope> run)
    {
        for (var from = 0; from < rows; from += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Begin();
            run(from, Math.Min(batch, rows - from), scope);
        }
    }

    private static void Add(Dictionary<string, List<Tensor>> parts, string name, Tensor value)
    {
        if (!parts.TryGetValue(name, out var list)) parts.Add(name, list = []);
        list.Add(value);
    }

    private static void Require(string input, Tensor tensor, string name, bool fits, string wanted)
    {
        if (!fits || tensor.Shape[0] < 1) throw CommandException.BadInput($"{input}: {name} must be {wanted}, not {tensor.Description}.");
    }

    private static void Report(Session session, EmbeddingModel model, string output, Dictionary<string, Tensor> results)
    {
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                EmbeddingFile.Describe(json, output, model, normalized: false);
                json.WriteStartObject("tensors");
                foreach (var (name, value) in results)
                {
                    json.WriteStartArray(name);
                    foreach (var axis in value.Shape) json.WriteNumberValue(axis);
                    json.WriteEndArray();
                }
                json.WriteEndObject();
            });
        else foreach (var (name, value) in results) session.Out.WriteLine($"{name,-16}{value.Description}");
    }
}
