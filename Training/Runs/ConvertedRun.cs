using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Runs;

/// <summary>What a conversion wrote.</summary>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Parameters">Numbers in them.</param>
/// <param name="Vanished">Values other than 0 that are 0 in the narrower dtype.</param>
internal sealed record ConvertedRun(int Tensors, long Parameters, long Vanished)
{
    /// <summary>Copies what a finished run is used by, its weights in another dtype: configuration, tokenizer and weights.</summary>
    /// <param name="from">The run.</param>
    /// <param name="to">The folder to make; one that holds a run is refused.</param>
    /// <param name="type">float32, float16 or bfloat16.</param>
    /// <param name="allowNonFinite">Write NaN and infinity as they are.</param>
    /// <exception cref="GexiaException">It is no finished run, holds values that are not finite or too large for the dtype, or there is a
    /// run in the folder.</exception>
    /// <exception cref="IOException">The disk failed; nothing is left under the name.</exception>
    public static ConvertedRun Write(RunFolder from, string to, DType type, bool allowNonFinite = false)
    {
        if (new RunFolder(to).WasBegun)
            throw new GexiaException($"{to}: holds a run already, which a copy would replace. Name another folder.");
        var run = TrainedRun.Open(from, allowNonFinite: allowNonFinite);        // all of it is read and fits, before anything is written
        using var file = SafeTensors.Open(from.Last);
        var source = new RunWeights(from.Last, file, allowNonFinite: allowNonFinite);
        var (values, vanished, numbers) = (new List<KeyValuePair<string, Tensor>>(), 0L, 0L);
        foreach (var name in file.Entries.Keys)
        {
            var value = source.Read(name, DType.Float32);
            var narrow = Narrowing.To(type, value, $"{to}: is not written, because '{name}'");
            vanished += Narrowing.Vanished(value, narrow);
            numbers += value.Length;
            values.Add(KeyValuePair.Create(name, narrow));
        }
        AtomicFolder.Write(to, folder =>
        {
            var copy = new RunFolder(folder);
            copy.SaveConfig(run.Config.Elsewhere);
            if (run.Config.Data.TokenizerFolder is null) AtomicFolder.Write(copy.Tokenizer, run.Tokenizer.Save);
            SafeTensorsWriter.Write(copy.Last, values, new Dictionary<string, string> { ["format"] = "pt" });
        });
        return new(values.Count, numbers, vanished);
    }
}
