namespace Gexia.Training.Config;

/// <summary>How the paths of a configuration are written.</summary>
internal enum ConfigPaths
{
    /// <summary>As they were given.</summary>
    AsGiven,

    /// <summary>From the root, so that they hold in any working folder.</summary>
    Absolute,

    /// <summary>Not at all: where files lie decides nothing about a training.</summary>
    LeftOut,
}
