namespace Keelson.Stub;

/// <summary>The stub alone has no boot entries to choose from.</summary>
internal ref struct EntryChoice;
