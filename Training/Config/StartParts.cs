namespace Gexia.Training.Config;

/// <summary>Which parameters <see cref="ModelConfig.Start"/> gives.</summary>
public enum StartParts
{
    /// <summary>All.</summary>
    All,
    /// <summary>Those of the towers; the others are drawn.</summary>
    Towers,
}
