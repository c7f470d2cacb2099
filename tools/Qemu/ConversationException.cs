namespace Keelson.Tools.Qemu;

/// <summary>A run did not say or do what was required of it.</summary>
public sealed class ConversationException(string message) : Exception(message);
