namespace Gexia.Gpu;

/// <summary>A device cannot be used, or failed.</summary>
/// <param name="message">What happened, and what to do.</param>
/// <param name="cause">What the driver or the compiler said.</param>
public sealed class GpuException(string message, Exception? cause = null) : GexiaException(message, cause);
