using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>Texts as a model takes them, where it lives.</summary>
internal static class BatchTexts
{
    /// <summary>Some texts, columns that are padding in all cut away.</summary>
    /// <param name="ids">Row-major [texts, length].</param>
    /// <param name="length">Ids of a text; a multiple of the model's context when it is longer.</param>
    /// <param name="model">Reads them.</param>
    /// <exception cref="GexiaException">A row does not hold the end token.</exception>
    public static TextIds Of(ReadOnlySpan<int> ids, int length, IVideoTextModel model)
    {
        var window = Math.Min(length, model.ContextLength);
        var texts = Unwritten(
            ids.Length / length, length / window, TextIds.LongestOf(ids, window, model.EndOfText), model, InputMemory.OfScope);
        texts.Write(ids);
        return texts;
    }

    /// <summary>Texts that are still to be written.</summary>
    /// <param name="texts">How many.</param>
    /// <param name="windows">Of each.</param>
    /// <param name="length">Ids of a window.</param>
    /// <param name="model">Reads them.</param>
    /// <param name="memory">Where they lie.</param>
    public static TextIds Unwritten(int texts, int windows, int length, IVideoTextModel model, InputMemory memory) => TextIds.Unwritten(
        (shape, type) => memory.Empty(shape, type, model.LogitScale.Device), texts, windows, length, model.LogitScale.DType,
        model.EndOfText);
}
