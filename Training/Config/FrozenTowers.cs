namespace Gexia.Training.Config;

/// <summary>Which towers stay as they are while the rest of a model learns (GEXIA Table 5).</summary>
internal enum FrozenTowers
{
    /// <summary>None.</summary>
    None,
    /// <summary>The image tower.</summary>
    Vision,
    /// <summary>The text tower.</summary>
    Text,
    /// <summary>Both.</summary>
    Both,
}
