using System.Runtime.InteropServices;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>Texts of a step, and beside them what a text tower that stays as it is made of them, where that is stored.</summary>
/// <param name="ids">The texts.</param>
/// <param name="features">bfloat16 [texts·windows, length, width] or [texts, width]; null where the tower is run.</param>
internal sealed class StepTexts(TextIds ids, Tensor? features)
{
    /// <summary>The texts.</summary>
    public TextIds Ids => ids;

    /// <summary>Texts that are still to be written.</summary>
    /// <param name="shape">Of the step; its length is that of a window.</param>
    /// <param name="count">How many.</param>
    /// <param name="model">Reads them.</param>
    /// <param name="towers">What becomes of the text tower.</param>
    /// <param name="memory">Where they lie.</param>
    public static StepTexts Unwritten(VideoTextShape shape, int count, IVideoTextModel model, TowerUses towers, InputMemory memory) => new(
        BatchTexts.Unwritten(count, shape.Windows, shape.Length, model, memory),
        towers.Text != TowerUse.Stored ? null : memory.Empty(
            towers.TextFeatures.PerToken
                ? [count * shape.Windows, shape.Length, towers.TextFeatures.Width]
                : [count, towers.TextFeatures.Width],
            DType.BFloat16, model.LogitScale.Device));

    /// <summary>Writes as many texts as there are, from one on.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first text.</param>
    public void Write(Batch batch, int first)
    {
        var count = ids.Texts;
        ids.Write(batch.TokenIds.AsSpan(first * batch.TextLength, count * batch.TextLength));
        if (features is null) return;
        // Behind a text's end stands 0: those places are masked.
        var values = new BFloat16[checked((int)features.Length)];
        var row = values.Length / features.Shape[0];
        var windows = features.Shape[0] / count;
        for (var text = 0; text < count; text++)
        {
            var stored = MemoryMarshal.Cast<byte, BFloat16>(batch.TextFeatures![first + text]);
            var own = stored.Length / windows;
            for (var window = 0; window < windows; window++)
                stored.Slice(window * own, own).CopyTo(values.AsSpan(((text * windows) + window) * row, row));
        }
        features.Write<BFloat16>(values);
    }

    /// <summary>The embeddings of texts above a text tower that stays as it is.</summary>
    /// <param name="model">Embeds.</param>
    public Tensor Embedded(IVideoTextModel model) => model.EmbedTokens(features?.Cast(model.ComputeType) ?? Encoded(model, ids), ids);

    /// <summary>What a text tower that stays as it is makes of texts.</summary>
    public static Tensor Encoded(IVideoTextModel model, TextIds ids)
    {
        using var pause = Graph.NoGradient();
        return model.EncodeTextTower(ids);
    }
}
