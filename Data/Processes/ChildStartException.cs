using System.ComponentModel;

namespace Gexia.Data.Processes;

/// <summary>A program could not be started.</summary>
/// <param name="program">Its path.</param>
/// <param name="error">The system's error.</param>
internal sealed class ChildStartException(string program, Exception error)
    : Exception($"{program} could not be started: {error.Message}", error)
{
    private const int NoEntry = 2, Access = 13, NoFormat = 8, BadImage = 193;

    /// <summary>
    /// Whether the program itself cannot be run. Otherwise the system had no room for one more process or pipe, which may pass.
    /// </summary>
    public bool IsLasting => InnerException is Win32Exception { NativeErrorCode: NoEntry or Access or NoFormat or BadImage };
}
