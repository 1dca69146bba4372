using System.Globalization;
using Gexia.Data.Weights;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>Reads a CLIP's sizes from the shapes of bare weights, which carry neither heads nor activation.</summary>
internal static class ClipSizes
{
    /// <summary>Width of a head in every published CLIP without a configuration of its own.</summary>
    public const int HeadWidth = 64;

    /// <summary>The sizes; heads and activation are the caller's to fill in.</summary>
    /// <exception cref="WeightsException">These are not the tensors of a CLIP with a vision transformer.</exception>
    public static ClipConfig Read(string path, ClipWeights weights)
    {
        if (weights.ShapeOf("visual.layer1.0.conv1.weight") is not null)
            throw new WeightsException(path, "is a CLIP whose image tower is a ResNet; only vision transformers (ViT) are built here.");
        var patch = Axes("visual.conv1.weight", 4);
        var positions = Axes("visual.positional_embedding", 2);
        var table = Axes("token_embedding.weight", 2);
        var context = Axes("positional_embedding", 2);
        var projection = Axes("text_projection", 2);
        var side = (int)Math.Round(Math.Sqrt(positions[0] - 1));
        if (positions[0] < 2 || (side * side) + 1 != positions[0])
        {
            throw new WeightsException(
                path, $"visual.positional_embedding has {positions[0]} rows, which is no square of patches and a class token.");
        }
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = side * patch[2], PatchSize = patch[2], Tower = Tower("visual.transformer", patch[0]) },
            Text = new() { VocabularySize = table[0], ContextLength = context[0], Tower = Tower("transformer", table[1]) },
            ProjectionWidth = projection[1],
        };
        ClipBounds.Require(path, config);
        return config;

        TowerConfig Tower(string name, int width)
        {
            var layers =
                weights.Names.Select(stored => Number(stored, name + ".resblocks.")).Where(number => number >= 0).Distinct().Count();
            var hidden = layers == 0 ? 4 * width : Axes($"{name}.resblocks.0.mlp.c_fc.weight", 2)[0];
            return new()
            {
                Width = width,
                Layers = layers,
                Heads = Math.Max(1, width / HeadWidth),
                MlpRatio = hidden / (double)Math.Max(1, width),
                Initialization = Models.Initialization.Small
            };
        }

        int[] Axes(string name, int rank)
        {
            var shape = weights.ShapeOf(name)
                ?? throw new WeightsException(
                    path,
                    $"lacks '{name}', so it is no CLIP in OpenAI's or Hugging Face's names. It holds, among others, "
                    + $"{string.Join(", ", weights.Names.Order(StringComparer.Ordinal).Take(3).Select(WeightsException.Shorten))}.");
            return shape.Count == rank && shape.All(extent => extent is > 0 and <= ClipBounds.Extent)
                ? [.. shape.Select(extent => (int)extent)]
                : throw new WeightsException(
                    path, $"'{name}' has the shape [{string.Join(", ", shape)}]; {rank} axes of 1 to {ClipBounds.Extent} are expected.");
        }
    }

    // The block that "visual.transformer.resblocks.11.ln_1.bias" belongs to; −1 for other names.
    private static int Number(string name, string start)
    {
        if (!name.StartsWith(start, StringComparison.Ordinal)) return -1;
        var dot = name.IndexOf('.', start.Length);
        return dot > 0
            && int.TryParse(name.AsSpan(start.Length, dot - start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;
    }
}

/// <summary>Sizes beyond which a configuration is refused before anything is made; several times those of any published CLIP.</summary>
internal static class ClipBounds
{
    public const int Width = 16_384, Layers = 256, Image = 8_192, Context = 65_536, Extent = 4_000_000;

    /// <exception cref="WeightsException">A size is out of bounds or does not go with another.</exception>
    public static void Require(string path, ClipConfig config)
    {
        Tower("vision", config.Vision.Tower);
        Tower("text", config.Text.Tower);
        Within("projection width", config.ProjectionWidth, 1, Width);
        Within("image size", config.Vision.ImageSize, 1, Image);
        Within("context length", config.Text.ContextLength, 2, Context);
        Within("vocabulary size", config.Text.VocabularySize, 3, Extent);
        if (config.Text.EndOfText is { } end && end >= config.Text.VocabularySize)
            throw new WeightsException(
                path,
                $"the end token ({EndToken.Name} {end}) is no id of the vocabulary of {config.Text.VocabularySize}, "
                + $"so that no text would end.");
        if (config.Vision.PatchSize < 1 || config.Vision.ImageSize % config.Vision.PatchSize != 0)
            throw new WeightsException(
                path, $"the patch size ({config.Vision.PatchSize}) does not divide the image size ({config.Vision.ImageSize}).");

        void Tower(string name, TowerConfig tower)
        {
            Within($"{name} width", tower.Width, 1, Width);
            Within($"number of {name} layers", tower.Layers, 0, Layers);
            Within($"hidden width of {name}'s MLP", tower.Hidden, 1, 16 * Width);
            if (tower.Heads < 1 || tower.Width % tower.Heads != 0)
                throw new WeightsException(path, $"the {name} width ({tower.Width}) is no multiple of its heads ({tower.Heads}).");
        }

        void Within(string what, int value, int least, int most)
        {
            if (value < least || value > most) throw new WeightsException(path, $"the {what} is {value}; {least} to {most} are accepted.");
        }
    }
}
