namespace Gexia.Cli.Pull;

/// <summary>The connection or the server failed in a way that may pass; what came so far can be continued.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What the framework said.</param>
internal sealed class InterruptedDownloadException(string message, Exception? inner = null) : Exception(message, inner);
