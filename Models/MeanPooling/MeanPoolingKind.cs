namespace Gexia.Models;

/// <summary>CLIP4Clip's mean pooling on the towers that GEXIA stands on, to compare with.</summary>
internal sealed class MeanPoolingKind : ModelKind
{
    public override string Name => "meanPooling";

    internal override VideoTextConfig Read(IConfigReader section)
    {
        var (gexia, projection) = GexiaKind.ReadAll(section);
        return new MeanPoolingConfig
        {
            Vision = gexia.Vision, Text = gexia.Text, Checkpoint = gexia.Checkpoint, ProjectionWidth = projection
        };
    }

    // CLIP4Clip goes on with CLIP's own temperature.
    internal override bool IsPretrained(Parameter parameter) => true;

    // GEXIA looks at the towers' tokens themselves.
    internal override bool IsOwn(Parameter parameter) => parameter.Name is "visual.proj" or "text_projection";

    // They change nothing here, but a run keeps them beside those of the GEXIA that it is compared with.
    internal override ModelOptions ReadOptions(IConfigReader section) => GexiaKind.ReadIterations(section);
}
