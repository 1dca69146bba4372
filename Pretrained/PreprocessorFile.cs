using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Data.Weights;
using Gexia.Io;

namespace Gexia.Pretrained;

/// <summary>Hugging Face's <c>preprocessor_config.json</c> of a CLIP.</summary>
internal static class PreprocessorFile
{
    public const string FileName = "preprocessor_config.json";
    private const long Largest = 1 << 20;
    private const int Bicubic = 3;      // in Pillow's numbering

    /// <param name="path">The file.</param>
    /// <param name="imageSize">What the model reads.</param>
    /// <exception cref="WeightsException">It asks for what cannot be done here, or does not go with the model.</exception>
    public static ClipPreprocessing Read(string path, int imageSize)
    {
        using var document = JsonFile.Read(path, Largest, depth: 16);
        return Parse(path, document, imageSize);
    }

    internal static ClipPreprocessing Parse(string path, JsonDocument document, int imageSize)
    {
        var root = JsonFields.Root(path, document);
        var mean = root.Three("image_mean", ClipPixels.Mean, -10, 10);
        var deviation = root.Three("image_std", ClipPixels.Deviation, 1e-6, 1e6);
        if (!root.Flag("do_normalize", true)) (mean, deviation) = ([0, 0, 0], [1, 1, 1]);
        if (!root.Flag("do_rescale", true)) throw new WeightsException(path, "do_rescale is false; pixels are always divided by 255 here.");
        if (Math.Abs(root.Number("rescale_factor", 1 / 255.0, 0, 1e6) - (1 / 255.0)) > 1e-9)
            throw new WeightsException(path, "rescale_factor must be 1/255.");
        if (!root.Flag("do_resize", true) || !root.Flag("do_center_crop", true))
            throw new WeightsException(path, "do_resize and do_center_crop must be true: a picture of any size has to become a square.");
        if (root.Integer("resample", Bicubic, 0, 5) != Bicubic)
        {
            throw new WeightsException(
                path, $"resample is {root.Integer("resample", Bicubic, 0, 5)}; only {Bicubic}, Pillow's bicubic, is built here.");
        }
        var size = Side(root, "crop_size", imageSize);
        if (size != imageSize) throw new WeightsException(path, $"crops pictures to {size} pixels, but the model reads {imageSize}.");
        var shortSide = Side(root, "size", size);
        if (shortSide < size) throw new WeightsException(path, $"resizes the short side to {shortSide} pixels and then crops {size}.");
        return new ClipPreprocessing(shortSide, size, mean, deviation);
    }

    /// <summary>Writes what <see cref="Read"/> reads back, in the reference library's words.</summary>
    public static void Write(string path, ClipPreprocessing preprocessing) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartObject("crop_size");
        json.WriteNumber("height", preprocessing.Size);
        json.WriteNumber("width", preprocessing.Size);
        json.WriteEndObject();
        foreach (var step in (ReadOnlySpan<string>)["do_center_crop", "do_convert_rgb", "do_normalize", "do_rescale", "do_resize"])
            json.WriteBoolean(step, true);
        Three("image_mean", preprocessing.Mean);
        json.WriteString("image_processor_type", "CLIPImageProcessor");
        Three("image_std", preprocessing.Deviation);
        json.WriteNumber("resample", Bicubic);
        json.WriteNumber("rescale_factor", 1 / 255.0);
        json.WriteStartObject("size");
        json.WriteNumber("shortest_edge", preprocessing.ShortSide);
        json.WriteEndObject();
        json.WriteEndObject();

        void Three(string name, IReadOnlyList<float> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteNumberValue(value);
            json.WriteEndArray();
        }
    });

    // 224, {"shortest_edge": 224} or {"height": 224, "width": 224}.
    private static int Side(JsonFields root, string name, int standard)
    {
        if (!root.Has(name) || root[name].ValueKind == JsonValueKind.Number) return root.Integer(name, standard, 1, ClipBounds.Image);
        var sides = root.Object(name)!;
        if (sides.Has("shortest_edge")) return sides.Integer("shortest_edge", standard, 1, ClipBounds.Image);
        var (height, width) =
            (sides.Integer("height", standard, 1, ClipBounds.Image), sides.Integer("width", standard, 1, ClipBounds.Image));
        return height == width ? height : throw root.Wrong(name, "one side for height and width");
    }
}
