namespace Keelson.Tools.Pages;

/// <summary>An address that a picture of memory points at.</summary>
/// <param name="Name">Such as <c>FAR</c>.</param>
/// <param name="Virtual">As the processor had it.</param>
/// <param name="Physical">What it is mapped to, where it is.</param>
internal sealed record MapMark(string Name, ulong? Virtual, ulong? Physical);
