namespace Gexia.Training.Config;

/// <summary>How the paths of a configuration are written.</summary>
internal enum ConfigPaths
{
    /// <summary>As they were given.</summary>
    AsGiven,

    /// <summary>
    /// As a run keeps them, so that they hold in any working folder: from the root, but for those that count from the run's own folder.
    /// </summary>
    Kept,

    /// <summary>All from the root, also those that count from the run's own folder: for a copy of the run elsewhere.</summary>
    Absolute,

    /// <summary>Not at all: where files lie decides nothing about a training.</summary>
    LeftOut,
}
