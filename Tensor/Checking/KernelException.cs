namespace Gexia.Checking;

/// <summary>A kernel breaks a rule of <see cref="IKernel"/>, as a <see cref="CheckingDevice"/> found.</summary>
/// <param name="message">The operation, what it did, and to which tensor.</param>
/// <param name="inner">What showed it, if something was thrown.</param>
public sealed class KernelException(string message, Exception? inner = null) : Exception(message, inner);
