using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>
/// Multiply-accumulates of one forward pass: those of all matrix products, as papers count them; two floating-point operations each.
/// </summary>
public static class ClipCost
{
    /// <summary>Cost of one picture, and of one text of the whole context.</summary>
    /// <remarks>
    /// A block over n tokens of width W and hidden width H: 4·n·W² for the projections, 2·n²·W for scores and their use, 2·n·W·H for the
    /// MLP. The causal half that is masked counts in full. ViT-B/32: 4.41·10⁹ per picture.
    /// </remarks>
    public static (double Image, double Text) Of(ClipConfig config)
    {
        var (vision, text) = (config.Vision, config.Text);
        double patches = vision.Patches, patch = vision.PatchSize, width = vision.Tower.Width;
        var image = (patches * 3 * patch * patch * width) + Blocks(vision.Tower, patches + 1) + (width * config.ProjectionWidth);
        return (image, Blocks(text.Tower, text.ContextLength) + ((double)text.Tower.Width * config.ProjectionWidth));
    }

    private static double Blocks(TowerConfig tower, double tokens) =>
        tower.Layers
        * ((4.0 * tokens * tower.Width * tower.Width) + (2 * tokens * tokens * tower.Width) + (2.0 * tokens * tower.Width * tower.Hidden));
}
