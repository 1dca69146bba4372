namespace Gexia.Models.Layers;

/// <summary>The non-linearity of an <see cref="Mlp"/>.</summary>
public enum Activation
{
    /// <summary>x·σ(1.702x): OpenAI's CLIP.</summary>
    QuickGelu,
    /// <summary>x·Φ(x): OpenCLIP, and the IAM.</summary>
    Gelu,
}
