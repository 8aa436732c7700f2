using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>
/// Loads a peer's settings. Akka's own reader takes broken text without a word, so no text of a user ever reaches it: ours
/// reads strictly, holds every key to <c>reference.conf</c>, and hands Akka canonical text.
/// </summary>
public static class SettingsLoader
{
    /// <summary>Loads the settings, or finds every problem at once.</summary>
    public static SettingsResult Load(SettingsSources sources)
    {
        var schema = SettingsSchema.Load();
        var problems = new List<HoconError>();
        HoconObject[] layers =
        [
            FromFile(sources, problems),
            SettingsLayers.FromEnvironment(schema, sources, problems),
            SettingsLayers.FromFlags(schema, sources, problems),
        ];
        var merged = Merge(schema.Reference, layers, problems);
        var resolver = new HoconResolver(merged, sources.Environment);
        foreach (var layer in layers) problems.AddRange(SettingsCheck.Layer(schema, resolver.Resolve(layer)));
        var values = SettingsCheck.Read(schema, resolver.Resolve(merged), problems);
        problems.AddRange(resolver.Errors);
        problems.AddRange(SettingsCrossChecks.Check(values));

        return problems.Count > 0
            ? new SettingsRefused([.. problems.Distinct().Select(ToProblem)])
            : new SettingsLoaded(SettingsBinder.Bind(values), [.. schema.Keys.Select(k => View(values.Find(k.Name)!))]);
    }

    /// <summary>The defaults of <c>reference.conf</c>.</summary>
    internal static PeerSettings Defaults() => SettingsBinder.Bind(DefaultValues());

    internal static SettingValues DefaultValues()
    {
        var schema = SettingsSchema.Load();
        return SettingsCheck.Read(schema, schema.Reference, []);
    }

    private static HoconObject FromFile(SettingsSources sources, List<HoconError> problems)
    {
        if (sources.ConfigFile is { } file)
        {
            var read = HoconReader.ReadFile(file, sources.CurrentFolder);
            if (read.Succeeded) return read.Root;
            problems.Add(read.Error);
        }

        return new HoconObject(default, []);
    }

    private static HoconObject Merge(HoconObject reference, HoconObject[] layers, List<HoconError> problems)
    {
        var merged = new HoconDraft(reference.Position);
        merged.Merge("", reference);
        try
        {
            foreach (var layer in layers) merged.Merge("", layer);
        }
        catch (HoconFailure failure)
        {
            problems.Add(failure.Error);
        }

        return merged.Freeze();
    }

    private static SettingView View(SettingValue value) => new(
        value.Key.Name, value.Key.Documentation, value.Key.Type.Allowed, HoconWriter.Write(value.Key.Default), value.Formatted, value.Node.Position.ToString());

    private static SettingProblem ToProblem(HoconError error) => error.At is { Line: > 0 } at
        ? new(at.Source.Name, at.Line, at.Column, error.Key, error.Seen, error.Allowed)
        : new(error.At.Source.Name, Line: null, Column: null, error.Key, error.Seen, error.Allowed);
}
